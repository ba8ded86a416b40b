import { beforeEach, expect, it } from 'vitest';
import type { Distribution } from '../../../src/shared/distribution';
import { seededRandom } from '../../../src/node/random';
import type { Persist } from '../../../src/node/raft/types';
import { SlowDisk } from '../../../src/node/storage/slowDisk';
import { openMemory } from '../../../src/node/storage/storage';
import { ManualClock, ManualStorage } from '../fakes';

const persist = (sequence: number): Persist => ({ sequence, hardState: null, log: null });
const TWO_MS: Distribution = { kind: 'fixed', ms: 2 };

let clock: ManualClock;
let durable: { readonly sequence: number; readonly atMs: number }[];

beforeEach(() => {
  clock = new ManualClock();
  durable = [];
});

function diskOf(delay: Distribution, seed = 1): SlowDisk {
  return new SlowDisk(delay, seededRandom(seed), clock, (sequence) =>
    durable.push({ sequence, atMs: clock.now }),
  );
}

it('a write takes the time drawn for it, where the real disk is faster', () => {
  const disk = diskOf(TWO_MS);
  const storage = disk.over(openMemory(disk.written));
  storage.append(persist(1));
  expect(durable).toEqual([]);
  clock.reach(1001.9);
  expect(durable).toEqual([]);
  clock.reach(1002);
  expect(durable).toEqual([{ sequence: 1, atMs: 1002 }]);
});

it('and the real disk’s, where that is slower', () => {
  const disk = diskOf(TWO_MS);
  const storage = disk.over(new ManualStorage());
  storage.append(persist(1));
  clock.reach(1005);
  expect(durable).toEqual([]);
  disk.written(1);
  expect(durable).toEqual([{ sequence: 1, atMs: 1005 }]);
});

it('a later write is never durable before an earlier one', () => {
  const disk = diskOf({ kind: 'fixed', ms: 10 });
  const storage = disk.over(openMemory(disk.written));
  storage.append(persist(1));
  disk.delay = { kind: 'fixed', ms: 1 };
  storage.append(persist(2));
  clock.reach(1001);
  expect(durable).toEqual([]);
  clock.reach(1010);
  expect(durable.at(-1)).toEqual({ sequence: 2, atMs: 1010 });
});

it('what the real disk writes together becomes durable one by one, as was drawn', () => {
  const disk = diskOf(TWO_MS);
  const storage = disk.over(new ManualStorage());
  storage.append(persist(1));
  clock.now = 1001;
  storage.append(persist(2));
  disk.written(2);
  clock.reach(1002);
  clock.reach(1003);
  expect(durable).toEqual([
    { sequence: 1, atMs: 1002 },
    { sequence: 2, atMs: 1003 },
  ]);
});

it('without a delay the word of the real disk passes at once', () => {
  const disk = diskOf({ kind: 'fixed', ms: 0 });
  disk.over(openMemory(disk.written)).append(persist(1));
  expect(durable).toEqual([{ sequence: 1, atMs: 1000 }]);
});

it('a write under way when the disk becomes slow does not wait for those after it', () => {
  const disk = diskOf({ kind: 'fixed', ms: 0 });
  const storage = disk.over(new ManualStorage());
  storage.append(persist(1));
  disk.delay = TWO_MS;
  storage.append(persist(2));
  disk.written(1);
  expect(durable).toEqual([{ sequence: 1, atMs: 1000 }]);
  disk.written(2);
  clock.reach(1002);
  expect(durable.at(-1)).toEqual({ sequence: 2, atMs: 1002 });
});

it('a delay that is taken back holds for writes under way, and for none after them', () => {
  const disk = diskOf(TWO_MS);
  const storage = disk.over(openMemory(disk.written));
  storage.append(persist(1));
  disk.delay = { kind: 'fixed', ms: 0 };
  clock.reach(1002);
  storage.append(persist(2));
  expect(durable).toEqual([
    { sequence: 1, atMs: 1002 },
    { sequence: 2, atMs: 1002 },
  ]);
});

it('the same seed draws the same times', () => {
  const timesOf = (seed: number): number[] => {
    clock = new ManualClock();
    durable = [];
    const disk = diskOf({ kind: 'uniform', minMs: 0, maxMs: 7.4 }, seed);
    const storage = disk.over(openMemory(disk.written));
    for (const sequence of [1, 2, 3]) {
      storage.append(persist(sequence));
      clock.reach(clock.nextMs);
    }
    return durable.map(({ atMs }) => atMs);
  };
  expect(timesOf(7)).toEqual(timesOf(7));
  expect(timesOf(7)).not.toEqual(timesOf(8));
});
