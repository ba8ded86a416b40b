import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { monotonicMs, watchUntil } from '../../src/shared/time';

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_used_size;

describe('watching the clock', () => {
  it('ends at the time or after it, and says when', () => {
    const atMs = monotonicMs() + 1;
    const endedMs = watchUntil(atMs);
    expect(endedMs).toBeGreaterThanOrEqual(atMs);
    expect(monotonicMs()).toBeGreaterThanOrEqual(endedMs);
  });

  it('looks at least once where the time is over', () => {
    const beforeMs = monotonicMs();
    expect(watchUntil(-Infinity)).toBeGreaterThanOrEqual(beforeMs);
  });

  it('leaves little for the garbage collector, which would make the next deadline late', () => {
    const leftBytes = Array.from({ length: 21 }, () => {
      const before = youngBytes();
      watchUntil(monotonicMs() + 2);
      return youngBytes() - before;
    });
    // Looking without a pause leaves 400 kB, compiled, and more before that.
    expect(leftBytes.sort((a, b) => a - b)[10]).toBeLessThan(100_000);
  });
});
