import { constants, PerformanceObserver } from 'node:perf_hooks';
import { expect, it, vi } from 'vitest';
import { collectGarbage, Housekeeping } from '../../src/node/quiet';

/** The times of those heartbeats after which garbage was collected. Each leaves `leftMs` to the next deadline. */
function collectedAfter(heartbeatsMs: readonly number[], leftMs: number): number[] {
  const collectedMs: number[] = [];
  let nowMs = 0;
  const housekeeping = new Housekeeping({
    collectGarbage: () => collectedMs.push(nowMs),
    allowCompiling: () => undefined,
  });
  for (nowMs of heartbeatsMs) housekeeping.heartbeatOver(nowMs, nowMs + leftMs);
  return collectedMs;
}

it('garbage is collected after a heartbeat, but not after each', () => {
  expect(collectedAfter([0, 75, 150, 225, 300], 150)).toEqual([0, 150, 300]);
});

it('garbage is not collected with a deadline near', () => {
  expect(collectedAfter([0, 6, 12], 9)).toEqual([]);
});

it('a node may be compiled from the first command of a client on', () => {
  const collectGarbage = vi.fn();
  const allowCompiling = vi.fn();
  const housekeeping = new Housekeeping({ collectGarbage, allowCompiling });
  housekeeping.heartbeatOver(0, 150);
  expect(allowCompiling).not.toHaveBeenCalled();
  housekeeping.commandCame();
  housekeeping.commandCame();
  expect(allowCompiling).toHaveBeenCalledOnce();
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
