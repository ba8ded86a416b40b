import { ByteReader, ByteWriter } from '../byteCursor';
import { unreachable } from '../../shared/errors';

/**
 * A client's command, as bytes in the replicated log:
 *
 *     type u8 · clientId u48 · sequence u48 · key length u16 · key (UTF-8) [· value length u16 · value (UTF-8)]
 *
 * A client numbers its commands 1, 2, 3, … and has one under way at a time; it sends a command again, under its old
 * number, until it is answered. The store applies each number once (§8). Whoever wants several under way at a time is
 * several clients.
 */
export type Command =
  | (ClientStamp & { readonly type: 'put'; readonly key: string; readonly value: string })
  | (ClientStamp & { readonly type: 'get' | 'delete'; readonly key: string })
  /** Changes nothing: for measuring how long a commit takes. */
  | (ClientStamp & { readonly type: 'noop' });

export interface ClientStamp {
  /** 0 … 2^48 − 1. */
  readonly clientId: number;
  /** 1 … 2^48 − 1. */
  readonly sequence: number;
}

const TYPE_CODES = { put: 1, get: 2, delete: 3, noop: 4 } as const;
const FIXED_BYTES = 1 + 6 + 6;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws `RangeError` for a number that is out of range, or a key or value of over 65,535 bytes. */
export function encodeCommand(command: Command): Uint8Array<ArrayBuffer> {
  const texts = textsOf(command).map((text) => Buffer.from(text, 'utf8'));
  const bytes = Buffer.alloc(texts.reduce((sum, text) => sum + 2 + text.length, FIXED_BYTES));
  const writer = new ByteWriter(bytes);
  writer.uint8(TYPE_CODES[command.type]);
  writer.uint48(command.clientId);
  writer.uint48(command.sequence);
  for (const text of texts) {
    writer.uint16(text.length);
    writer.bytes(text);
  }
  return bytes;
}

function textsOf(command: Command): string[] {
  switch (command.type) {
    case 'put':
      return [command.key, command.value];
    case 'get':
    case 'delete':
      return [command.key];
    case 'noop':
      return [];
    default:
      return unreachable(command);
  }
}

/** Null for bytes that are not a command. */
export function decodeCommand(bytes: Uint8Array): Command | null {
  const reader = new ByteReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const code = reader.uint8();
  const clientId = reader.uint48();
  const sequence = reader.uint48();
  if (sequence < 1) return null;
  const command = readRest(reader, code, { clientId, sequence });
  return reader.complete ? command : null;
}

function readRest(reader: ByteReader, code: number, stamp: ClientStamp): Command | null {
  switch (code) {
    case TYPE_CODES.put:
      return { type: 'put', ...stamp, key: readText(reader), value: readText(reader) };
    case TYPE_CODES.get:
      return { type: 'get', ...stamp, key: readText(reader) };
    case TYPE_CODES.delete:
      return { type: 'delete', ...stamp, key: readText(reader) };
    case TYPE_CODES.noop:
      return { type: 'noop', ...stamp };
    default:
      return null;
  }
}

function readText(reader: ByteReader): string {
  const bytes = reader.bytes(reader.uint16());
  try {
    return utf8.decode(bytes);
  } catch {
    reader.fail();
    return '';
  }
}
