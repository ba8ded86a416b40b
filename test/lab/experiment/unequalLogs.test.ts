import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/shared/time';
import type { Scene } from '../../../src/lab/experiment/scene';
import { batchesOf, extraEntriesOf, makeLogsUnequal } from '../../../src/lab/experiment/unequalLogs';
import { NO_DELAY } from '../../../src/shared/distribution';
import { experimentSchema } from '../../../src/shared/experiment';

const PAPER = [3, 3, 2, 1, 0];

describe('extra entries', () => {
  it('are the old leader’s first, then those of the others in the order of their ids', () => {
    expect([...extraEntriesOf(PAPER, 3, [1, 2, 3, 4, 5])]).toEqual([
      [3, 3],
      [1, 3],
      [2, 2],
      [4, 1],
      [5, 0],
    ]);
  });

  it('are none where the list ends', () => {
    expect(extraEntriesOf([1], 2, [1, 2]).get(1)).toBe(0);
  });
});

describe('batches', () => {
  const followersOf = (wanted: readonly number[]) =>
    batchesOf(extraEntriesOf(wanted, 1, [1, 2, 3, 4, 5]), 1).map(({ entries, to }) => [entries, [...to]]);

  it('reach fewer followers one after another: each has what it is to have, in an unbroken row', () => {
    expect(followersOf(PAPER)).toEqual([
      [1, [2, 3, 4]],
      [1, [2, 3]],
      [1, [2]],
    ]);
    expect(followersOf([5, 0, 2])).toEqual([
      [2, [3]],
      [3, []],
    ]);
  });

  it('are none where all logs are to be equal', () => {
    expect(followersOf([])).toEqual([]);
    expect(followersOf([0, 0])).toEqual([]);
  });
});

describe('a trial that ends before the cut', () => {
  it('mends the links after it: what comes first would be undone by the cut', async () => {
    let cutMs = Infinity;
    let mendedMs = -Infinity;
    const slow = { kind: 'fixed', ms: 200 } as const;
    const network = {
      delays: [NO_DELAY, slow],
      impose: (fromMs: number) => (cutMs = fromMs),
      refresh: (fromMs: number) => (mendedMs = fromMs),
    };
    const scene = {
      cluster: { network, members: { require: () => ({ status: { lastLogIndex: 5 } }) } },
      nodes: [1, 2, 3],
      ready: { leader: 1, term: 2 },
      experiment: experimentSchema.parse({ environment: { extraEntries: [2, 1] } }),
      at: () => Promise.reject(new Error('stopped')),
    } as unknown as Scene;
    const fromMs = monotonicMs();
    await expect(makeLogsUnequal(scene)).rejects.toThrow('stopped');
    expect(mendedMs).toBeGreaterThanOrEqual(cutMs);
    // By then the last answers have come, on the slowest link, too.
    expect(cutMs - fromMs).toBeGreaterThanOrEqual(200);
  });
});
