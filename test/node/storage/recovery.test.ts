import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/shared/errors';
import type { Entry, Persist } from '../../../src/node/raft/types';
import {
  decodePayload,
  decodeRecordHeader,
  encodeRecord,
  FILE_HEADER_BYTES,
  fileHeader,
  RECORD_HEADER_BYTES,
} from '../../../src/node/storage/record';
import { recover, type Recovery } from '../../../src/node/storage/recovery';
import { DOZEN, persistSequences, stateAfter } from './persists';

let folder: string;
let path: string;
let fd: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raft-lab-recovery-'));
  path = join(folder, 'node.wal');
  fd = openSync(path, 'w+');
});
afterAll(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const records = (persists: readonly Persist[]) => persists.map((persist, i) => encodeRecord(persist, i + 1));
const file = (persists: readonly Persist[]) => Buffer.concat([fileHeader(), ...records(persists)]);

/** Where the file header and each record end, in bytes from the file's start. */
const endsOf = (persists: readonly Persist[]) =>
  records(persists).reduce((ends, { length }) => [...ends, ends.at(-1)! + length], [FILE_HEADER_BYTES]);

const SECTOR_BYTES = 512;

/** Half a dozen records, the last three longer than a sector and full of zeros. The first has so many bytes more. */
const longRecords = (more: number): Persist[] =>
  [more, 30, 0, 1800, 700, 1300].map((zeros, i) => ({
    sequence: i + 1,
    hardState: i % 2 === 0 ? { currentTerm: i + 1, votedFor: null } : null,
    log: { fromIndex: i + 1, entries: [{ term: i + 1, command: Buffer.alloc(zeros) }] },
  }));

/** `bytes` with zeros from `start` up to `end`. */
const zeroed = (bytes: Buffer, start: number, end = bytes.length) => Buffer.from(bytes).fill(0, start, end);

function recoverFrom(bytes: Buffer): Recovery {
  ftruncateSync(fd, 0);
  writeSync(fd, bytes, 0, bytes.length, 0);
  return recover(fd, path);
}

function refusalOf(bytes: Buffer): LabError {
  try {
    recoverFrom(bytes);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('the log was accepted');
}

describe('a sound log', () => {
  it('gives back what was persisted', () => {
    fc.assert(
      fc.property(persistSequences, (persists) => {
        const bytes = file(persists);
        expect(recoverFrom(bytes)).toEqual({
          state: stateAfter(persists),
          soundBytes: bytes.length,
          tornBytes: 0,
          records: persists.length,
        });
      }),
    );
  });

  it('of many megabytes is read in pieces, records across their borders included', () => {
    const entries = Array.from({ length: 200 }, (_, i) => ({
      term: i + 1,
      command: Buffer.alloc(20_000, i),
    }));
    const lengths = [40, 41, 1, 200, 7, 30];
    const persists = lengths.map((length, i) => ({
      sequence: i + 1,
      hardState: null,
      log: { fromIndex: 1 + i, entries: entries.slice(0, length) },
    }));
    const whole = (all: readonly Entry[]) =>
      encodeRecord({ hardState: null, log: { fromIndex: 1, entries: all } }, 1);
    const { state } = recoverFrom(file(persists));
    expect(whole(state.entries).equals(whole(stateAfter(persists).entries))).toBe(true);
  });
});

describe('a torn tail', () => {
  it('is found at every length that a crash can leave: whole records count, the rest is cut', () => {
    const bytes = file(DOZEN);
    const ends = endsOf(DOZEN);
    for (let length = 0; length <= bytes.length; length += 1) {
      const whole = ends.filter((end) => end <= length).length - 1;
      const soundBytes = whole < 0 ? 0 : ends[whole]!;
      expect(recoverFrom(bytes.subarray(0, length))).toEqual({
        state: stateAfter(DOZEN.slice(0, Math.max(0, whole))),
        soundBytes,
        tornBytes: length - soundBytes,
        records: Math.max(0, whole),
      });
    }
  });

  it.each([1, RECORD_HEADER_BYTES, 4096, 3 << 20])('of %i zeros is cut', (zeros) => {
    const bytes = file(DOZEN);
    expect(recoverFrom(Buffer.concat([bytes, Buffer.alloc(zeros)]))).toMatchObject({
      state: stateAfter(DOZEN),
      soundBytes: bytes.length,
      tornBytes: zeros,
    });
  });

  it.each([0, 1, 4096])('is a whole header and zeros for a payload, with %i bytes of room beyond', (room) => {
    const bytes = file(DOZEN);
    const soundBytes = endsOf(DOZEN).at(-2)!;
    const torn = zeroed(Buffer.concat([bytes, Buffer.alloc(room)]), soundBytes + RECORD_HEADER_BYTES);
    expect(recoverFrom(torn)).toEqual({
      state: stateAfter(DOZEN.slice(0, -1)),
      soundBytes,
      tornBytes: torn.length - soundBytes,
      records: DOZEN.length - 1,
    });
  });

  it('is zeros from any sector on, be its border in a header or in a payload', () => {
    const inHeaders = new Set<number>();
    for (let more = 0; more < SECTOR_BYTES; more += 1) {
      const persists = longRecords(more);
      const bytes = file(persists);
      const ends = endsOf(persists);
      for (let border = SECTOR_BYTES; border < bytes.length; border += SECTOR_BYTES) {
        const whole = ends.filter((end) => end <= border).length - 1;
        const soundBytes = ends[whole]!;
        if (border - soundBytes < RECORD_HEADER_BYTES) inHeaders.add(border - soundBytes);
        const { state, ...found } = recoverFrom(zeroed(bytes, border));
        expect(found).toEqual({ soundBytes, tornBytes: bytes.length - soundBytes, records: whole });
        expect(state.entries).toHaveLength(whole);
      }
    }
    expect(inHeaders.size).toBe(RECORD_HEADER_BYTES);
  });

  it('is a file header that was never written; zeros in its place under records are damage', () => {
    for (const length of [1, 15, FILE_HEADER_BYTES]) {
      expect(recoverFrom(Buffer.alloc(length))).toMatchObject({ soundBytes: 0, tornBytes: length });
    }
    expect(refusalOf(zeroed(file(DOZEN), 0, FILE_HEADER_BYTES)).code).toBe('log-corrupt');
    expect(refusalOf(Buffer.alloc(FILE_HEADER_BYTES + 1)).code).toBe('log-corrupt');
  });
});

describe('a damaged log', () => {
  it('is refused for any one flipped bit, with its file, the place and what to do', () => {
    const sound = file(DOZEN);
    for (let bit = 0; bit < sound.length * 8; bit += 1) {
      const bytes = Buffer.from(sound);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const { code, message } = refusalOf(bytes);
      expect(code).toBe('log-corrupt');
      expect(message).toContain(path);
      const offset = Number(/at byte (\d+)/.exec(message)?.[1]);
      expect(offset).toBeLessThanOrEqual(bit >> 3);
      expect(message).toMatch(/put back an intact copy/);
    }
  });

  it('is refused for any one flipped bit in a last record that is full of zeros itself', () => {
    const persists = longRecords(100);
    const sound = file(persists);
    for (let bit = endsOf(persists).at(-2)! * 8; bit < sound.length * 8; bit += 1) {
      const bytes = Buffer.from(sound);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(refusalOf(bytes).code).toBe('log-corrupt');
    }
  });

  it('is refused when it is another file', () => {
    expect(refusalOf(Buffer.from('trial,seed\n1,1\n')).message).toMatch(/not a write-ahead log/);
  });

  it('is refused when a record is missing, doubled or swapped', () => {
    const [a, b, c, d] = records(DOZEN.slice(0, 4)) as [Buffer, Buffer, Buffer, Buffer];
    const header = fileHeader();
    for (const order of [
      [a, c, d],
      [a, b, b, c, d],
      [a, c, b, d],
      [b, c, d],
    ]) {
      expect(refusalOf(Buffer.concat([header, ...order])).message).toMatch(/stands where record/);
    }
  });

  it('is refused when zeros stand in its middle: for a header, a payload or a record that others follow', () => {
    const bytes = file(DOZEN);
    const ends = endsOf(DOZEN);
    for (const [i, start] of ends.slice(0, -2).entries()) {
      const [payload, end] = [start + RECORD_HEADER_BYTES, ends[i + 1]!];
      expect(refusalOf(zeroed(bytes, start, payload)).code).toBe('log-corrupt');
      expect(refusalOf(zeroed(bytes, payload, end)).code).toBe('log-corrupt');
      expect(refusalOf(zeroed(bytes, start, end)).code).toBe('log-corrupt');
    }
  });

  it('is refused when zeros do not begin as a write leaves them, or something stands behind them', () => {
    const persists = longRecords(100);
    const bytes = file(persists);
    const border = bytes.length - (bytes.length % SECTOR_BYTES);
    expect(recoverFrom(zeroed(bytes, border)).records).toBe(5);
    expect(refusalOf(zeroed(file(DOZEN), file(DOZEN).length - 1)).code).toBe('log-corrupt');
    const start = endsOf(persists).at(-2)!;
    expect(refusalOf(zeroed(bytes, start, border)).code).toBe('log-corrupt');
    expect(refusalOf(Buffer.concat([zeroed(bytes, border), Buffer.of(1)])).code).toBe('log-corrupt');
  });

  it('is refused when its entries leave a gap', () => {
    const gap: Persist = { sequence: 1, hardState: null, log: { fromIndex: 2, entries: [] } };
    expect(refusalOf(file([gap])).message).toMatch(/does not follow/);
  });

  it('is recovered to a state that was once durable or refused, whatever bytes are overwritten', () => {
    const sound = file(DOZEN);
    const once = DOZEN.map((_, i) => JSON.stringify(stateAfter(DOZEN.slice(0, i)))).concat(
      JSON.stringify(stateAfter(DOZEN)),
    );
    const overwrite = fc.record({
      at: fc.nat(sound.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(overwrite, ({ at, bytes }) => {
        const damaged = Buffer.from(sound);
        damaged.set(bytes.subarray(0, sound.length - at), at);
        try {
          expect(once).toContain(JSON.stringify(recoverFrom(damaged).state));
        } catch (error) {
          if (!(error instanceof LabError)) throw error;
          expect(error.code).toBe('log-corrupt');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

it('a record whose log begins before index 1 does not check, though its CRCs do', () => {
  const contentFrom = (fromIndex: number) => {
    const bytes = encodeRecord({ hardState: null, log: { fromIndex, entries: [] } }, 1);
    const header = decodeRecordHeader(bytes.subarray(0, RECORD_HEADER_BYTES))!;
    return decodePayload(bytes.subarray(RECORD_HEADER_BYTES), header);
  };
  expect(contentFrom(0)).toBeNull();
  expect(contentFrom(1)).toEqual({ hardState: null, log: { fromIndex: 1, entries: [] } });
});
