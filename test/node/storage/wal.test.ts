import {
  fdatasync,
  fstatSync,
  fsyncSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  write,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/shared/errors';
import type { Persist } from '../../../src/node/raft/types';
import { encodeRecord, FILE_HEADER_BYTES, fileHeader } from '../../../src/node/storage/record';
import { openMemory } from '../../../src/node/storage/storage';
import { openWal, type WalIo } from '../../../src/node/storage/wal';
import { DOZEN, persistSequences, stateAfter } from './persists';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raft-lab-wal-'));
  path = join(folder, 'node.wal');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const failed = (error: Error) => {
  throw error;
};

/** Opens the log, appends, and waits until the last is durable. */
async function appendAll(persists: readonly Persist[], durability: 'fsync' | 'os' = 'fsync'): Promise<void> {
  if (persists.length === 0) return;
  const last = persists.at(-1)!.sequence;
  await new Promise<void>((resolve) => {
    const onDurable = (sequence: number) => {
      if (sequence === last) resolve();
    };
    const { wal } = openWal({ path, durability, onDurable, onError: failed });
    for (const persist of persists) wal.append(persist);
  });
}

function reopen() {
  return openWal({ path, durability: 'fsync', onDurable: () => undefined, onError: failed });
}

describe('a write-ahead log', () => {
  it('that is new restores nothing', () => {
    expect(reopen()).toMatchObject({ restored: null, tornBytes: 0 });
    expect(reopen().restored).toBeNull();
  });

  it.each(['fsync', 'os'] as const)('restores what was durable (%s)', async (durability) => {
    await appendAll(DOZEN, durability);
    expect(reopen().restored).toEqual(stateAfter(DOZEN));
  });

  it('goes on where it was after each restart', async () => {
    await fc.assert(
      fc.asyncProperty(persistSequences, fc.nat(12), async (persists, cut) => {
        rmSync(path, { force: true });
        await appendAll(persists.slice(0, cut));
        await appendAll(persists.slice(cut));
        const { restored } = reopen();
        if (persists.length === 0) expect(restored).toBeNull();
        else expect(restored).toEqual(stateAfter(persists));
      }),
      { numRuns: 20 },
    );
  });

  it('cuts a torn tail off, says how long it was, and goes on from there', async () => {
    await appendAll(DOZEN.slice(0, 3));
    truncateSync(path, statSync(path).size - 5);
    const { restored, tornBytes } = reopen();
    expect(restored).toEqual(stateAfter(DOZEN.slice(0, 2)));
    expect(tornBytes).toBe(encodeRecord(DOZEN[2]!, 3).length - 5);
    expect(reopen().tornBytes).toBe(0);
    await appendAll(DOZEN.slice(2));
    expect(reopen()).toMatchObject({ restored: stateAfter(DOZEN), tornBytes: 0 });
  });

  it('whose file header was not finished starts afresh', () => {
    writeFileSync(path, fileHeader().subarray(0, 7));
    expect(reopen()).toMatchObject({ restored: null, tornBytes: 7 });
    expect(readFileSync(path)).toEqual(fileHeader());
  });

  it('that is damaged is refused and left as it is', () => {
    const bytes = Buffer.concat([fileHeader(), ...DOZEN.map((persist, i) => encodeRecord(persist, i + 1))]);
    bytes[100]! ^= 4;
    writeFileSync(path, bytes);
    expect(reopen).toThrow(LabError);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('in a folder that is not there says what is needed', () => {
    path = join(folder, 'nowhere', 'node.wal');
    expect(reopen).toThrow(/Its folder must exist, be writable and have space/);
  });
});

describe('what is made durable when a log is opened', () => {
  /** Of each file or directory, in their order, its inode. */
  let synced: number[];
  const open = (durability: 'fsync' | 'os' = 'fsync') => {
    synced = [];
    const io: WalIo = {
      write: (fd, bytes, position, done) => {
        write(fd, bytes, 0, bytes.length, position, done);
      },
      sync: fdatasync,
      syncNow: (fd) => {
        fsyncSync(fd);
        synced.push(fstatSync(fd).ino);
      },
    };
    return openWal({ path, durability, io, onDurable: () => undefined, onError: failed });
  };

  it('a new one: the file, then the directory that has its name', ({ skip }) => {
    skip(process.platform === 'win32', 'a directory cannot be opened there');
    open();
    expect(synced).toEqual([statSync(path).ino, statSync(folder).ino]);
  });

  it('one that was there: nothing, its cut where it had a torn tail', async () => {
    await appendAll(DOZEN);
    open();
    expect(synced).toEqual([]);
    const { size } = statSync(path);
    for (const torn of [size - 1, size - encodeRecord(DOZEN.at(-1)!, 12).length + 1]) {
      truncateSync(path, torn);
      open();
      expect(synced).toEqual([statSync(path).ino]);
      expect(reopen().tornBytes).toBe(0);
    }
  });

  it('nothing with durability os', () => {
    open('os');
    expect(synced).toEqual([]);
  });
});

/** A disk that does what it is told when it is told. */
class SlowDisk implements WalIo {
  readonly calls: string[] = [];
  fd = -1;
  written = 0;
  private pending: (() => void) | null = null;
  shortBy = 0;
  broken: Error | null = null;

  readonly write: WalIo['write'] = (fd, bytes, position, done) => {
    this.fd = fd;
    expect(position).toBe(FILE_HEADER_BYTES + this.written);
    const count = bytes.length - Math.min(this.shortBy, bytes.length - 1);
    this.calls.push(`write ${count}`);
    this.pending = () => {
      this.written += count;
      done(this.broken, count);
    };
  };
  readonly sync: WalIo['sync'] = (_fd, done) => {
    this.calls.push('sync');
    this.pending = () => {
      done(this.broken);
    };
  };
  readonly syncNow: WalIo['syncNow'] = () => undefined;
  /** Finishes what is under way. */
  finish(): void {
    const pending = this.pending;
    this.pending = null;
    pending?.();
  }
}

describe('group commit', () => {
  const sizes = DOZEN.map((persist, i) => encodeRecord(persist, i + 1).length);
  const sizeOf = (from: number, to: number) => sizes.slice(from, to).reduce((sum, n) => sum + n, 0);
  let disk: SlowDisk;
  let durable: number[];
  let errors: LabError[];

  const open = (durability: 'fsync' | 'os') =>
    openWal({
      path,
      durability,
      io: disk,
      onDurable: (sequence) => durable.push(sequence),
      onError: (error) => errors.push(error),
    }).wal;

  beforeEach(() => {
    disk = new SlowDisk();
    durable = [];
    errors = [];
  });

  it('writes and syncs all that waits at once, and only then says that it is durable', () => {
    const wal = open('fsync');
    for (const persist of DOZEN) wal.append(persist);
    expect(disk.calls).toEqual([`write ${sizeOf(0, 1)}`]);
    disk.finish();
    expect(durable).toEqual([]);
    disk.finish();
    expect(durable).toEqual([1]);
    disk.finish();
    disk.finish();
    expect(disk.calls.slice(1)).toEqual(['sync', `write ${sizeOf(1, 12)}`, 'sync']);
    expect(durable).toEqual([1, 12]);
  });

  it('does not sync with durability os', () => {
    const wal = open('os');
    for (const persist of DOZEN.slice(0, 2)) wal.append(persist);
    disk.finish();
    disk.finish();
    expect(disk.calls).toEqual([`write ${sizeOf(0, 1)}`, `write ${sizeOf(1, 2)}`]);
    expect(durable).toEqual([1, 2]);
  });

  it('goes on with a write that was cut short', () => {
    const wal = open('fsync');
    disk.shortBy = 9;
    wal.append(DOZEN[0]!);
    disk.shortBy = 0;
    disk.finish();
    disk.finish();
    disk.finish();
    expect(disk.calls).toEqual([`write ${sizes[0]! - 9}`, 'write 9', 'sync']);
    expect(durable).toEqual([1]);
  });

  it.each(['write', 'sync'])('a failed %s is the end: nothing is durable or written after it', (when) => {
    const wal = open('fsync');
    wal.append(DOZEN[0]!);
    if (when === 'sync') disk.finish();
    disk.broken = new Error('ENOSPC: no space left on device');
    const calls = disk.calls.length;
    wal.append(DOZEN[1]!);
    disk.finish();
    wal.append(DOZEN[2]!);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      code: 'io',
      message: expect.stringContaining('no space left') as string,
    });
    expect(durable).toEqual([]);
    expect(disk.calls).toHaveLength(calls);
  });

  it('ends after what is under way, and closes its file then', async () => {
    const wal = open('fsync');
    wal.append(DOZEN[0]!);
    const closed = wal.close();
    await Promise.resolve();
    disk.finish();
    expect(fstatSync(disk.fd).isFile()).toBe(true);
    disk.finish();
    await closed;
    expect(durable).toEqual([1]);
    expect(() => fstatSync(disk.fd)).toThrow('EBADF');
    await wal.close();
  });

  it('ends at once where nothing is under way', async () => {
    const wal = open('fsync');
    await wal.close();
    wal.append(DOZEN[0]!);
    expect(disk.calls).toEqual([]);
  });
});

it('durability memory: everything counts as durable at once', async () => {
  const durable: number[] = [];
  const memory = openMemory((sequence) => durable.push(sequence));
  for (const persist of DOZEN.slice(0, 3)) memory.append(persist);
  expect(durable).toEqual([1, 2, 3]);
  await memory.close();
});
