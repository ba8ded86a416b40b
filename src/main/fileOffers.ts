import { randomUUID } from 'node:crypto';
import type { OutgoingFile } from '../lab/outgoingFile';
import { OFFER_PATH, type FileOffer } from '../shared/export';

/** How many wait at most: whoever does not fetch a file in time asks again. */
const MOST_WAITING = 16;

/** Files that wait to be fetched by a window, each under a path that nobody can guess. */
export class FileOffers {
  readonly #waiting = new Map<string, OutgoingFile>();

  offer(file: OutgoingFile): FileOffer {
    const path = `${OFFER_PATH}${randomUUID()}`;
    this.#waiting.set(path, file);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MOST_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    const { fileName, mimeType, rows } = file;
    return { fileName, mimeType, path, rows };
  }

  /** The file at a path, which can be fetched once. */
  take(path: string): OutgoingFile | undefined {
    const file = this.#waiting.get(path);
    this.#waiting.delete(path);
    return file;
  }
}

/** Headers under which a file is saved, whatever is in it, by its name (RFC 6266), and never shown as a page of ours. */
export function headersOf({ fileName, mimeType }: OutgoingFile): Readonly<Record<string, string>> {
  return {
    'Content-Type': mimeType,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  };
}
