import { crc32 } from 'node:zlib';
import { MAX_NODES } from '../../shared/ids';
import { ByteReader, ByteWriter } from '../byteCursor';
import type { Entry, Persist } from '../raft/types';

/**
 * The write-ahead log's bytes. A file header, then one record for each persist, big-endian:
 *
 *     file header:    magic "RaftLab\0" · version u32 · CRC-32 of these u32
 *     record header:  length u32 · sequence u48 · CRC-32 of the payload u32 · CRC-32 of these u32
 *     payload:        flags u8 · [currentTerm u48 · votedFor u8 (0: nobody)]
 *                     [fromIndex u48 · count u32 · entries: term u48 · length u32 (2^32−1: no command) · command]
 *                     end u8 (255)
 *
 * The header has its own CRC, so a length can be believed before the payload is there; and as the last byte is never
 * zero, a file that ends in zeros ends in something that was never written. These two tell a torn tail from damage
 * (`recover`). The sequence counts records from 1, so a record that is missing, doubled or out of place does not check
 * either.
 */
const MAGIC = Buffer.from('RaftLab\0', 'latin1');
const VERSION = 2;
export const FILE_HEADER_BYTES = MAGIC.length + 8;
export const RECORD_HEADER_BYTES = 18;

const HAS_HARD_STATE = 1;
const HAS_LOG = 2;
const NO_COMMAND = 0xffff_ffff;
const ENTRY_FIXED_BYTES = 10;
const END = 0xff;

export function fileHeader(): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  const writer = new ByteWriter(header);
  writer.bytes(MAGIC);
  writer.uint32(VERSION);
  writer.uint32(crc32(header.subarray(0, MAGIC.length + 4)));
  return header;
}

/** One record, header and payload. `sequence` is the record's number in its file, from 1. */
export function encodeRecord(
  { hardState, log }: Pick<Persist, 'hardState' | 'log'>,
  sequence: number,
): Buffer {
  const payloadBytes =
    2 +
    (hardState === null ? 0 : 7) +
    (log === null
      ? 0
      : log.entries.reduce((sum, { command }) => sum + ENTRY_FIXED_BYTES + (command?.length ?? 0), 10));
  const record = Buffer.allocUnsafe(RECORD_HEADER_BYTES + payloadBytes);
  const payload = record.subarray(RECORD_HEADER_BYTES);

  const body = new ByteWriter(payload);
  body.uint8((hardState === null ? 0 : HAS_HARD_STATE) | (log === null ? 0 : HAS_LOG));
  if (hardState !== null) {
    body.uint48(hardState.currentTerm);
    body.uint8(hardState.votedFor ?? 0);
  }
  if (log !== null) {
    body.uint48(log.fromIndex);
    body.uint32(log.entries.length);
    for (const { term, command } of log.entries) {
      body.uint48(term);
      body.uint32(command?.length ?? NO_COMMAND);
      if (command !== null) body.bytes(command);
    }
  }
  body.uint8(END);

  const header = new ByteWriter(record);
  header.uint32(payloadBytes);
  header.uint48(sequence);
  header.uint32(crc32(payload));
  header.uint32(crc32(record.subarray(0, RECORD_HEADER_BYTES - 4)));
  return record;
}

export interface RecordHeader {
  /** Bytes of the payload. */
  readonly length: number;
  readonly sequence: number;
  readonly payloadCrc: number;
}

/** Null when its own CRC does not hold. `bytes` are exactly a header's. */
export function decodeRecordHeader(bytes: Buffer): RecordHeader | null {
  const reader = new ByteReader(bytes);
  const length = reader.uint32();
  const sequence = reader.uint48();
  const payloadCrc = reader.uint32();
  const headerCrc = reader.uint32();
  const checks = reader.complete && headerCrc === crc32(bytes.subarray(0, RECORD_HEADER_BYTES - 4));
  return checks ? { length, sequence, payloadCrc } : null;
}

export type RecordContent = Pick<Persist, 'hardState' | 'log'>;

/** Null when the payload is not what its header promised. Commands are views of `payload`. */
export function decodePayload(payload: Buffer, header: RecordHeader): RecordContent | null {
  if (payload.length !== header.length || crc32(payload) !== header.payloadCrc) return null;
  const reader = new ByteReader(payload);
  const flags = reader.uint8();
  const hardState = (flags & HAS_HARD_STATE) === 0 ? null : readHardState(reader);
  const log = (flags & HAS_LOG) === 0 ? null : readLog(reader);
  if (reader.uint8() !== END) reader.fail();
  return reader.complete && flags <= (HAS_HARD_STATE | HAS_LOG) ? { hardState, log } : null;
}

function readHardState(reader: ByteReader): Persist['hardState'] {
  const currentTerm = reader.uint48();
  const votedFor = reader.uint8();
  if (votedFor > MAX_NODES) reader.fail();
  return { currentTerm, votedFor: votedFor === 0 ? null : votedFor };
}

function readLog(reader: ByteReader): Persist['log'] {
  const fromIndex = reader.uint48();
  if (fromIndex < 1) reader.fail();
  const count = reader.uint32();
  const entries: Entry[] = [];
  while (entries.length < count && reader.ok) {
    const term = reader.uint48();
    const length = reader.uint32();
    entries.push({ term, command: length === NO_COMMAND ? null : reader.bytes(length) });
  }
  return { fromIndex, entries };
}
