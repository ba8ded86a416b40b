import { Readable } from 'node:stream';

/** A file to hand to a person, whose content is only made, or read, as it is taken away. */
export interface OutgoingFile {
  readonly fileName: string;
  readonly mimeType: string;
  /** Rows of data, header apart; null where it is no table. */
  readonly rows: number | null;
  /** The content, a piece at a time; text goes out as UTF-8. */
  open(): AsyncIterable<string | Uint8Array>;
}

/** A file whose whole content is at hand. */
export function textFile(fileName: string, mimeType: string, text: string): OutgoingFile {
  return { fileName, mimeType, rows: null, open: () => Readable.from([text]) };
}
