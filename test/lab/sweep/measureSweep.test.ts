import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SetAlarm } from '../../../src/lab/experiment/alarmClock';
import { loadRun, loadTrials } from '../../../src/lab/runs/library';
import { runSweep } from '../../../src/lab/sweep/runSweep';
import { SweepLog } from '../../../src/lab/sweep/sweepLog';
import { traceTrial } from '../../../src/lab/trialTrace';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';
import { monotonicMs } from '../../../src/shared/time';
import { FakeNodes } from '../fakeNodes';

/** Fake timers keep whole milliseconds: what is due in between comes with the next one. */
const setAlarm: SetAlarm = (atMs, action) => {
  const timeout = setTimeout(action, Math.ceil(atMs - monotonicMs()));
  return () => {
    clearTimeout(timeout);
  };
};

let folder: string;
let nodes: FakeNodes;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-sweep-'));
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'hrtime', 'Date'],
  });
  nodes = new FakeNodes();
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

function sweepOf(given: object = {}): Sweep {
  return sweepSchema.parse({
    base: { cluster: { ...DEFAULT_SETTINGS, durability: 'memory' }, concurrency: 1, seed: 5 },
    axes: [{ parameter: 'latency', values: '0,5' }],
    stop: { trials: 7 },
    ...given,
  });
}

/** Runs to its end while fake time passes; files take real time. */
async function run(
  sweep: Sweep,
  signal = new AbortController().signal,
  keepTraces = false,
): Promise<SweepLog> {
  const log = await SweepLog.create(folder, sweep, '1.2.3');
  const open = { yet: true };
  const settle = (): void => {
    open.yet = false;
  };
  const ended = runSweep(log, { spawner: nodes, signal, setAlarm, keepTraces });
  ended.then(settle, settle);
  while (open.yet) {
    await vi.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  await ended;
  return log;
}

describe('a sweep of real processes', () => {
  it('retunes one cluster from cell to cell, and gives every cell its trials', async () => {
    const log = await run(sweepOf());
    expect(log.progress).toMatchObject({ state: 'done', cellsDone: 2, trialsDone: 14 });
    expect(nodes.forked.map(({ config }) => config?.servers.length)).toContain(5);
    const tuned = nodes.sent.filter(({ to, message }) => to === 1 && message.type === 'links');
    expect(tuned.length).toBeGreaterThanOrEqual(3);
    const { experiment } = await loadRun(join(log.folder, 'cells'), 'cell-0001');
    const trials = await loadTrials(join(log.folder, 'cells'), 'cell-0001');
    expect(trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(trials.every(({ engine, latency }) => engine === 'processes' && latency === '5')).toBe(true);
    expect(experiment.cluster.latency).toEqual({ kind: 'fixed', ms: 5 });
    expect(await readdir(log.folder)).not.toContain('nodes');
  });

  it('keeps the timeline of every trial where it is asked to, and else none', async () => {
    const log = await run(sweepOf(), undefined, true);
    const folders = { runs: folder, sweeps: folder };
    for (const [cell, trial] of [0, 1].flatMap((cell) => [0, 4, 5, 6].map((trial) => [cell, trial]))) {
      const trace = await traceTrial(folders, { sweepId: log.sweepId, cell: cell!, trial: trial! });
      expect(trace.record).toMatchObject({ trial, latency: cell === 0 ? '0' : '5' });
      expect(trace.disturbances.map(({ effect }) => effect)).toContain('down');
    }
    const without = await run(sweepOf());
    await expect(traceTrial(folders, { sweepId: without.sweepId, cell: 0, trial: 0 })).rejects.toThrow(
      /no timeline was kept/,
    );
  });

  it('starts another cluster where the number of nodes differs', async () => {
    const log = await run(sweepOf({ axes: [{ parameter: 'nodes', values: '3,5' }], stop: { trials: 2 } }));
    expect(log.progress).toMatchObject({ state: 'done', trialsDone: 4 });
    const sizes = new Set(nodes.forked.map(({ config }) => config?.servers.length));
    expect(sizes).toEqual(new Set([3, 5]));
    expect(nodes.forked.every(({ gone }) => gone)).toBe(true);
  });

  it('stopped, keeps what is done, and leaves no process', async () => {
    const stop = new AbortController();
    let signals = 0;
    const push = nodes.signals.push.bind(nodes.signals);
    nodes.signals.push = (...sent) => {
      signals += 1;
      if (signals === 4) stop.abort();
      return push(...sent);
    };
    const log = await run(sweepOf(), stop.signal);
    expect(log.progress).toMatchObject({ state: 'stopped', trialsDone: 3 });
    expect(nodes.forked.every(({ gone }) => gone)).toBe(true);
    const resumed = await SweepLog.resume(folder, log.sweepId);
    expect(resumed.progress).toMatchObject({ trialsDone: 3, trialsTotal: 14 });
  });

  it('gives up a cell in which no leader comes, and goes on with the others', async () => {
    const elect = nodes.elect.bind(nodes);
    // With the first cell's latency nobody is ever elected.
    nodes.elect = (id) => {
      const delays = nodes.sent.findLast(
        ({ message }) => message.type === 'links' || message.type === 'start',
      );
      if (!JSON.stringify(delays).includes('"ms":0')) elect(id);
    };
    const log = await run(sweepOf({ stop: { trials: 1 } }));
    expect(log.progress).toMatchObject({ state: 'done', cellsDone: 2, trialsDone: 1 });
    expect(log.cell(0)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('stable') as string,
    });
    expect(log.cell(1)).toMatchObject({ state: 'done', problem: null });
  });
});
