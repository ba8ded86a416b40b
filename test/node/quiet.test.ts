import { constants, PerformanceObserver } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { collectGarbage, Housekeeping } from '../../src/node/quiet';

/** The times of those heartbeats after which garbage was collected. Each leaves `leftMs` to the next deadline. */
function collectedAfter(heartbeatsMs: readonly number[], leftMs: number): number[] {
  const collectedMs: number[] = [];
  let nowMs = 0;
  const housekeeping = new Housekeeping(() => collectedMs.push(nowMs));
  for (nowMs of heartbeatsMs) housekeeping.heartbeatAnswered(nowMs, nowMs + leftMs);
  return collectedMs;
}

it('garbage is collected after a heartbeat, but not after each', () => {
  expect(collectedAfter([0, 75, 150, 225, 300], 150)).toEqual([0, 150, 300]);
});

it('garbage is not collected with a deadline near', () => {
  expect(collectedAfter([0, 6, 12], 9)).toEqual([]);
});

it('the young generation is collected, without a flag at the start of the process', async () => {
  const collection = await new Promise<unknown>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      observer.disconnect();
      resolve(list.getEntries()[0]);
    });
    observer.observe({ entryTypes: ['gc'] });
    collectGarbage();
  });
  expect(collection).toMatchObject({ detail: { kind: constants.NODE_PERFORMANCE_GC_MINOR } });
});
