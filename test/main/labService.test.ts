import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FIRST_SETTINGS, LabService } from '../../src/main/labService';
import { nextTraceEvery } from '../../src/main/liveCluster';
import type { LabFrame } from '../../src/shared/contract';
import type { MeasureProgress } from '../../src/shared/measure';
import { summarise } from '../../src/lab/trial/summary';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { FakeParts, type FakeCluster } from './fakeCluster';
import { trialRecord } from './trialRecord';

let parts: FakeParts;
let lab: LabService<FakeCluster>;

beforeEach(() => {
  vi.useFakeTimers();
  parts = new FakeParts();
  lab = new LabService(parts);
});

afterEach(async () => {
  await lab.close();
  vi.useRealTimers();
});

/** Connects a window that acknowledges at once; frames are gathered. */
function open(): { frames: LabFrame[]; close: () => void } {
  const frames: LabFrame[] = [];
  const close = lab.connect({
    frame: async (frame) => {
      frames.push(frame);
      return Promise.resolve();
    },
  });
  return { frames, close };
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

const REQUEST = { trials: 3, crash: 'kill', seed: 1 } as const;

function progress(done: number): MeasureProgress {
  return {
    runId: 'run-1',
    state: 'running',
    experiment: parts.task!.experiment,
    done,
    total: 3,
    elapsedMs: done,
    remainingMs: 1,
    summary: summarise([], null),
    newTrials: [trialRecord(done)],
    problem: null,
  };
}

describe('a window that connects first', () => {
  it('finds five live nodes with enough delay for split votes to be seen', async () => {
    const { frames } = open();
    await pass(100);
    expect(parts.clusters.map(({ settings }) => settings)).toEqual([FIRST_SETTINGS]);
    expect(FIRST_SETTINGS).toMatchObject({ nodes: 5, latency: { kind: 'fixed', ms: 15 } });
    expect(frames.at(-1)!.cluster!.leader).toBe(1);
  });

  it('shares the cluster with the next one, and with itself after a reload', async () => {
    const first = open();
    await pass(100);
    parts.clusters[0]!.happen('A leads');
    first.close();
    const second = open();
    await pass(100);
    expect(parts.clusters).toHaveLength(1);
    expect(second.frames.flatMap(({ events }) => events.map(({ text }) => text))).toEqual(['A leads']);
  });

  it('is told in words when no cluster would start', async () => {
    parts.failStart = new Error('node A: no more processes');
    const { frames } = open();
    await pass(100);
    expect(frames.flatMap(({ events }) => events)).toMatchObject([
      { kind: 'warning', text: 'node A: no more processes' },
    ]);
  });

  it('gets at most 30 frames a second', async () => {
    const { frames } = open();
    await pass(1000);
    expect(frames.length).toBeGreaterThan(25);
    expect(frames.length).toBeLessThanOrEqual(30);
  });
});

describe('the cluster', () => {
  it('is ended before another one starts, and events stay in order across the two', async () => {
    const { frames } = open();
    await pass(50);
    parts.clusters[0]!.happen('one');
    await lab.startCluster({ ...DEFAULT_SETTINGS, nodes: 3 });
    parts.clusters[1]!.happen('two');
    await pass(50);
    expect(parts.clusters.map(({ stopped }) => stopped)).toEqual([true, false]);
    expect(frames.flatMap(({ events }) => events.map(({ sequence, text }) => [sequence, text]))).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  it('is only ever one, however many are asked for at once', async () => {
    await Promise.all([lab.startCluster(DEFAULT_SETTINGS), lab.startCluster(DEFAULT_SETTINGS)]);
    expect(parts.clusters.map(({ stopped }) => stopped)).toEqual([true, false]);
  });

  it('takes actions and retunes, and says when there is none to take them', async () => {
    await expect(lab.act({ type: 'heal' })).rejects.toThrow('No cluster is running: start one first.');
    await lab.startCluster(DEFAULT_SETTINGS);
    await lab.act({ type: 'heal' });
    await lab.retune({ heartbeatMs: 50 });
    expect(parts.clusters[0]!.acts).toEqual([{ type: 'heal' }]);
    expect(parts.clusters[0]!.retunes).toEqual([{ heartbeatMs: 50 }]);
    await lab.stopCluster();
    await expect(lab.retune({ loss: 0 })).rejects.toThrow('No cluster is running');
  });

  it('tells a prediction what was measured on it', async () => {
    const request = { settings: DEFAULT_SETTINGS, elections: 0, seed: 1 };
    await lab.predict(request);
    await lab.startCluster(DEFAULT_SETTINGS);
    await lab.predict(request);
    expect(parts.predictedFor).toMatchObject([
      null,
      {
        settings: DEFAULT_SETTINGS,
        measured: { roundTripMs: 30, persistMs: 1, persistSpreadMs: [0.5, 1, 4] },
      },
    ]);
  });
});

describe('message tracing', () => {
  it('runs only while a window looks', async () => {
    const { close } = open();
    await pass(50);
    expect(parts.clusters[0]!.traceEvery).toBe(1);
    close();
    expect(parts.clusters[0]!.traceEvery).toBe(0);
    open();
    expect(parts.clusters[0]!.traceEvery).toBe(1);
  });

  it('samples when there are more messages than a window can show, and says so', async () => {
    const { frames } = open();
    await pass(50);
    parts.clusters[0]!.send(3000);
    await pass(1100);
    expect(frames.at(-1)!.traceEvery).toBe(2);
    await pass(1100);
    expect(frames.at(-1)!.traceEvery).toBe(1);
  });

  it('goes on for a measurement when the window closes, and is not thinned out while that wants all', async () => {
    const { close } = open();
    await pass(50);
    const [cluster] = parts.clusters;
    const claim = cluster!.traces.claim(1);
    cluster!.send(3000);
    await pass(1100);
    close();
    expect(cluster!.traceEvery).toBe(1);
    open();
    claim.end();
    expect(cluster!.traceEvery).toBe(1);
  });

  it.each([
    [1, 100, 1],
    [1, 5000, 2],
    [4, 400, 4],
    [4, 800, 8],
    [4, 100, 2],
  ])('one in %d, with %d seen in a second, becomes one in %d', (every, seen, next) => {
    expect(nextTraceEvery(every, seen)).toBe(next);
  });
});

/** What the cluster is asked from now on takes until `end`. */
function slowly(cluster: FakeCluster): { end: () => void; fail: (error: Error) => void } {
  let [end, fail]: [() => void, (error: Error) => void] = [() => undefined, () => undefined];
  cluster.effect = new Promise((resolve, reject) => {
    [end, fail] = [resolve, reject];
  });
  return { end, fail };
}

describe('a measurement', () => {
  it('runs on the live cluster with its settings and tells each trial once', async () => {
    const { frames } = open();
    await pass(50);
    expect(await lab.measure({ ...REQUEST, name: 'mine' })).toEqual({ runId: 'run-1' });
    expect(parts.task!.experiment).toMatchObject({ name: 'mine', cluster: FIRST_SETTINGS, trials: 3 });
    for (const done of [1, 2, 3]) {
      parts.task!.onProgress(progress(done));
      await pass(40);
    }
    parts.finishRun(summarise([], null));
    await pass(40);
    const told = frames.flatMap(({ measure }) => measure?.newTrials.map(({ trial }) => trial) ?? []);
    expect(told).toEqual([1, 2, 3]);
    expect(frames.at(-1)!.measure).toMatchObject({ state: 'done', done: 3, problem: null });
  });

  it('is of the kind that was asked for, and refused in one sentence where that does not go together', async () => {
    open();
    await pass(50);
    const refused = lab.measure({ ...REQUEST, kind: 'steady', outageMs: 100 });
    await expect(refused).rejects.toThrow(/^This cannot be measured: outageMs: nothing lasts in steady/);
    await lab.measure({ ...REQUEST, kind: 'steady', observeMs: 5000 });
    expect(parts.task!.experiment).toMatchObject({ kind: 'steady', name: 'steady', observeMs: 5000 });
  });

  it('is told whole to a window that comes later', async () => {
    open();
    await pass(50);
    await lab.measure(REQUEST);
    parts.task!.onProgress(progress(1));
    const later = open();
    await pass(40);
    expect(later.frames[0]!.measure!.newTrials.map(({ trial }) => trial)).toEqual([1]);
  });

  it('is not to be disturbed, and says so', async () => {
    open();
    await pass(50);
    await lab.measure(REQUEST);
    const refused = [
      lab.retune({ heartbeatMs: 10 }),
      lab.act({ type: 'crashLeader' }),
      lab.startCluster(DEFAULT_SETTINGS),
      lab.stopCluster(),
      lab.measure(REQUEST),
    ];
    for (const call of refused)
      await expect(call).rejects.toThrow('A measurement is running and would be spoiled');
    expect(parts.clusters[0]!.acts).toEqual([]);
    await lab.stopMeasure();
    await lab.act({ type: 'crashLeader' });
  });

  it.each(['taken effect', 'failed'])(
    'begins when what was asked of the cluster before has %s',
    async (how) => {
      const { frames } = open();
      await pass(50);
      const restart = slowly(parts.clusters[0]!);
      const acted = lab.act({ type: 'restart', node: 2 }).catch(() => undefined);
      const measured = lab.measure(REQUEST);
      await pass(500);
      expect(parts.task).toBeNull();
      await expect(lab.act({ type: 'crashLeader' })).rejects.toThrow('A measurement is running');
      expect(frames.flatMap(({ events }) => events)).toMatchObject([
        { kind: 'measure', text: 'The measurement begins once the cluster has done what it was asked to' },
      ]);
      if (how === 'failed') restart.fail(new Error('B does not start'));
      else restart.end();
      await acted;
      expect(await measured).toEqual({ runId: 'run-1' });
      expect(parts.task).not.toBeNull();
    },
  );

  it('does not begin where the lab closes before the cluster has done what it was asked to', async () => {
    open();
    await pass(50);
    const restart = slowly(parts.clusters[0]!);
    const acted = lab.act({ type: 'restart', node: 2 });
    const measured = lab.measure(REQUEST);
    const refused = expect(measured).rejects.toThrow('No cluster is running');
    await lab.close();
    restart.end();
    await Promise.all([acted, refused]);
    expect(parts.task).toBeNull();
  });

  it('is one even when two windows start it together', async () => {
    open();
    await pass(50);
    const outcomes = await Promise.allSettled([lab.measure(REQUEST), lab.measure(REQUEST)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps what is done when stopped', async () => {
    const { frames } = open();
    await pass(50);
    await lab.measure(REQUEST);
    parts.task!.onProgress(progress(1));
    await lab.stopMeasure();
    await pass(40);
    expect(frames.at(-1)!.measure).toMatchObject({ state: 'stopped', done: 1, remainingMs: null });
  });

  it('says why it failed', async () => {
    const { frames } = open();
    await pass(50);
    await lab.measure(REQUEST);
    parts.failRun(new Error('the disk is full'));
    await pass(40);
    expect(frames.at(-1)!.measure).toMatchObject({ state: 'failed', problem: 'the disk is full' });
    await lab.act({ type: 'heal' });
  });

  it('needs a cluster', async () => {
    await expect(lab.measure(REQUEST)).rejects.toThrow('No cluster is running');
  });
});

it('ends measurement, cluster and threads when it closes, and sends nothing more', async () => {
  const { frames } = open();
  await pass(50);
  await lab.measure(REQUEST);
  await lab.close();
  const count = frames.length;
  await pass(200);
  expect(parts.task!.signal.aborted).toBe(true);
  expect(parts.clusters[0]!.stopped).toBe(true);
  expect(parts.closed).toBe(true);
  expect(frames).toHaveLength(count);
});

describe('Figure 16 on real nodes', () => {
  const LINES = { lines: [2], trials: 2, seed: 1 };

  /** Beside the first cluster; it lasts until it is stopped. */
  async function begin(): Promise<void> {
    parts.measureFigure16 = (_request, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    lab = new LabService(parts);
    open();
    await pass(50);
    await lab.api.measureFigure16(LINES);
  }

  it('has the machine for itself, and gives it back to a cluster like the one that ended', async () => {
    await begin();
    expect(parts.clusters.map(({ stopped }) => stopped)).toEqual([true]);
    await expect(lab.startCluster(DEFAULT_SETTINGS)).rejects.toThrow(/Figure 16 .* to start a cluster/);
    await expect(lab.measure(REQUEST)).rejects.toThrow(/Figure 16 .* to measure/);
    await lab.api.stopMeasuringFigure16();
    expect(parts.clusters.map(({ stopped }) => stopped)).toEqual([true, false]);
    expect(parts.clusters[1]!.settings).toEqual(FIRST_SETTINGS);
  });

  it('gives nothing back to a lab that closes', async () => {
    await begin();
    await lab.close();
    expect(parts.clusters.map(({ stopped }) => stopped)).toEqual([true]);
  });

  it('waits for no measurement, and spoils none', async () => {
    open();
    await pass(50);
    await lab.measure(REQUEST);
    await expect(lab.api.measureFigure16(LINES)).rejects.toThrow(/A measurement is running/);
    expect(parts.clusters.map(({ stopped }) => stopped)).toEqual([false]);
  });
});
