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

/** After how many commands, coming at so many a second, a node may be compiled; null: not after a thousand. */
function compiledAfter(commandsPerSecond: number): number | null {
  const allowCompiling = vi.fn();
  const housekeeping = new Housekeeping({ collectGarbage: vi.fn(), allowCompiling });
  for (let commands = 1; commands <= 1000; commands += 1) {
    housekeeping.commandsCame(1, (commands * 1000) / commandsPerSecond);
    if (allowCompiling.mock.calls.length > 0) return commands;
  }
  return null;
}

it('a node may be compiled once clients have sent many commands within a second', () => {
  expect(compiledAfter(1000)).toBe(100);
  expect(compiledAfter(110)).toBe(100);
});

it('the few commands that make logs unequal, and few clients, do not have it compiled', () => {
  expect(compiledAfter(90)).toBeNull();
});

it('that it may be compiled is said once', () => {
  const allowCompiling = vi.fn();
  const housekeeping = new Housekeeping({ collectGarbage: vi.fn(), allowCompiling });
  housekeeping.commandsCame(100, 0);
  housekeeping.commandsCame(100, 1);
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
