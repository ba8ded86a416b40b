import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cluster } from '../../../src/lab/cluster/cluster';
import type { SetAlarm } from '../../../src/lab/experiment/alarmClock';
import { runOnCluster } from '../../../src/lab/experiment/runOnCluster';
import type { Recorder } from '../../../src/lab/experiment/runLog';
import { crashOffsetMs } from '../../../src/lab/experiment/schedule';
import type { MeasureProgress } from '../../../src/shared/contract';
import {
  experimentSchema,
  type Experiment,
  type RunSummary,
  type TermRecord,
  type TrialRecord,
} from '../../../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';
import { monotonicMs } from '../../../src/shared/time';
import { FakeNodes, passing } from '../fakeNodes';

/** Fake timers keep whole milliseconds: what is due in between comes with the next one. */
const setAlarm: SetAlarm = (atMs, action) => {
  const timeout = setTimeout(action, Math.ceil(atMs - monotonicMs()));
  return () => {
    clearTimeout(timeout);
  };
};

let nodes: FakeNodes;
let cluster: Cluster;
let texts: string[];
let progress: MeasureProgress[];
let recorder: Recorder & { trials: TrialRecord[]; terms: TermRecord[]; finished: RunSummary[] };
let stop: AbortController;

function experimentOf(wanted: Partial<Experiment> = {}): Experiment {
  return experimentSchema.parse({
    trials: 3,
    cluster: { ...DEFAULT_SETTINGS, durability: 'memory' },
    ...wanted,
  });
}

const run = (wanted: Partial<Experiment> = {}): Promise<RunSummary> =>
  runOnCluster(cluster, experimentOf(wanted), {
    recorder,
    signal: stop.signal,
    onProgress: (p) => progress.push(p),
    setAlarm,
  });

const states = (): string[] => cluster.snapshot().nodes.map(({ process }) => process);

/** Runs `then` once, right after the lab has sent that signal for the n-th time. */
function afterSignal(signal: NodeJS.Signals, nth: number, then: () => void): void {
  let seen = 0;
  const push = nodes.signals.push.bind(nodes.signals);
  nodes.signals.push = (...sent) => {
    if (sent[0]?.signal === signal && (seen += 1) === nth) setTimeout(then, 2);
    return push(...sent);
  };
}

beforeEach(async () => {
  vi.useFakeTimers();
  nodes = new FakeNodes();
  texts = [];
  progress = [];
  stop = new AbortController();
  recorder = {
    runId: 'run-1',
    folder: '/runs/run-1',
    trials: [],
    terms: [],
    finished: [],
    append(trial, terms) {
      this.trials.push(trial);
      this.terms.push(...terms);
      return Promise.resolve();
    },
    finish({ summary }) {
      this.finished.push(summary);
      return Promise.resolve();
    },
  };
  cluster = await passing(
    Cluster.start({
      settings: { ...DEFAULT_SETTINGS, durability: 'memory' },
      spawner: nodes,
      dataFolder: 'unused',
      seed: 1,
    }),
  );
  cluster.onEvent(({ text }) => texts.push(text));
  await vi.advanceTimersByTimeAsync(300);
  texts.length = 0;
});

afterEach(async () => {
  await passing(cluster.stop());
  vi.useRealTimers();
});

describe('measuring on a live cluster', () => {
  it('crashes one leader a trial and records what happened', async () => {
    const summary = await passing(run());
    expect(recorder.trials.map(({ trial }) => trial)).toEqual([0, 1, 2]);
    for (const trial of recorder.trials) {
      expect(trial).toMatchObject({
        runId: 'run-1',
        nodes: 5,
        alive: 4,
        crashMode: 'kill',
        outcome: 'recovered',
        termsUsed: 1,
        splitTerms: 0,
      });
      expect(trial.crashMs).toBeGreaterThanOrEqual(trial.scheduledCrashMs);
      expect(trial.crashMs - trial.scheduledCrashMs).toBeLessThan(1.5);
      expect(trial.downtimeMs).toBeCloseTo(trial.recoveredMs! - trial.scheduledCrashMs, 9);
      expect(trial.downtimeMs).toBeCloseTo(160 + (trial.crashMs - trial.scheduledCrashMs), 1);
    }
    expect(recorder.trials.map(({ oldLeader, newLeader }) => [oldLeader, newLeader])).toEqual([
      [1, 2],
      [2, 1],
      [1, 2],
    ]);
    expect(recorder.terms.map(({ outcome }) => outcome)).toEqual(['won', 'won', 'won']);
    expect(summary).toMatchObject({ trials: 3, runFolder: '/runs/run-1' });
    expect(recorder.finished).toEqual([summary]);
    expect(states()).toEqual(Array(5).fill('running'));
  });

  it('keeps to the schedule that was drawn beforehand, counted from a heartbeat it asked for', async () => {
    await passing(run());
    const heartbeats = nodes.sent.filter(({ message }) => message.type === 'heartbeat');
    nodes.signals.forEach((kill, trial) => {
      const broadcast = heartbeats.findLast(({ atMs }) => atMs < kill.atMs)!;
      const lateMs = kill.atMs - broadcast.atMs - 2 - crashOffsetMs(1, trial, 75);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(1.5);
    });
    expect(nodes.signals).toHaveLength(3);
  });

  it('with pause the old leader is stopped and resumed, not killed', async () => {
    await passing(run({ crash: 'pause' }));
    expect(nodes.signals.map(({ signal }) => signal)).toEqual(Array(3).fill(['SIGSTOP', 'SIGCONT']).flat());
    expect(
      recorder.trials.every(({ crashMode, outcome }) => crashMode === 'pause' && outcome === 'recovered'),
    ).toBe(true);
    expect(states()).toEqual(Array(5).fill('running'));
  });

  it('tells its progress: rate and time left as soon as they can be told', async () => {
    await passing(run({ trials: 4 }));
    expect(progress.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 4]);
    expect(progress.map(({ state }) => state)).toEqual([...Array<string>(5).fill('running'), 'done']);
    expect(progress.flatMap(({ newTrials }) => newTrials)).toEqual(recorder.trials);
    expect(progress[1]!.remainingMs).toBeNull();
    expect(progress[2]!.remainingMs).toBeGreaterThan(300);
    expect(progress[4]!.remainingMs).toBe(0);
    expect(progress.at(-1)!.summary).toMatchObject({ trials: 4 });
  });

  it('can be stopped at any time: what is done is kept, and every node runs again', async () => {
    afterSignal('SIGKILL', 3, () => {
      stop.abort();
    });
    const summary = await passing(run({ trials: 1000 }));
    expect(summary.trials).toBe(2);
    expect(recorder.trials).toHaveLength(2);
    expect(recorder.finished).toHaveLength(1);
    expect(progress.at(-1)).toMatchObject({ state: 'stopped', done: 2, total: 1000 });
    expect(states()).toEqual(Array(5).fill('running'));
  });

  it('a trial in which an election began before the crash starts over, and that is told', async () => {
    let heartbeats = 0;
    const push = nodes.sent.push.bind(nodes.sent);
    nodes.sent.push = (...sent) => {
      // The first asks whether all follow; the second opens the first trial.
      if (sent[0]?.message.type === 'heartbeat' && (heartbeats += 1) === 2) {
        setTimeout(() => {
          nodes.elect(3);
        }, 1);
      }
      return push(...sent);
    };
    await passing(run({ trials: 2 }));
    expect(texts).toContain('Trial 0 starts over: an election began before the crash');
    expect(recorder.trials.map(({ trial, oldLeader }) => [trial, oldLeader])).toEqual([
      [0, 3],
      [1, 1],
    ]);
  });

  it('is given up, in words, when no leader lasts until its crash', async () => {
    const push = nodes.sent.push.bind(nodes.sent);
    nodes.sent.push = (...sent) => {
      if (sent[0]?.message.type === 'heartbeat' && sent[0].message.atMs !== undefined) {
        setTimeout(() => {
          nodes.elect();
        }, 1);
      }
      return push(...sent);
    };
    await expect(passing(run())).rejects.toThrow(
      'Trial 0 was spoiled 25 times in a row, lastly because an election began before the crash',
    );
    expect(texts.filter((text) => text.startsWith('Trial 0 starts over'))).toHaveLength(25);
    expect(progress.at(-1)).toMatchObject({ state: 'failed', done: 0 });
  });

  it('a trial in which another node dies starts over, and that node is brought back', async () => {
    afterSignal('SIGKILL', 1, () => {
      nodes.node(5).die(1, null);
    });
    await passing(run({ trials: 2 }));
    expect(texts).toContain('Trial 0 starts over: E died');
    expect(recorder.trials.map(({ trial, alive }) => [trial, alive])).toEqual([
      [0, 4],
      [1, 4],
    ]);
    expect(states()).toEqual(Array(5).fill('running'));
  });

  it('a trial that hits its cap is censored; a node is asked to stand, and it goes on', async () => {
    nodes.electing = false;
    const summary = await passing(run({ trials: 2, trialCapMs: 1000 }));
    for (const trial of recorder.trials) {
      expect(trial).toMatchObject({ outcome: 'capped', downtimeMs: null, newLeader: null, termsUsed: null });
    }
    expect(summary.capped).toBe(2);
    expect(nodes.sent.some(({ message }) => message.type === 'campaign')).toBe(true);
  });

  it('ends in words when nothing makes the cluster stable; what is done is kept', async () => {
    afterSignal('SIGKILL', 3, () => {
      nodes.failStart = () => 'No space left on device';
    });
    await expect(passing(run({ trials: 1000 }))).rejects.toThrow('No space left on device');
    expect(progress.at(-1)).toMatchObject({ state: 'failed', done: 3 });
    expect(progress.at(-1)!.problem).toContain('No space left on device');
    expect(recorder.finished).toHaveLength(1);
  });

  it('leaves a node alone that was crashed before, and counts with those that run', async () => {
    await passing(cluster.act({ type: 'crash', node: 5 }));
    await passing(run({ trials: 1 }));
    expect(recorder.trials[0]).toMatchObject({ nodes: 5, alive: 3 });
    expect(states()[4]).toBe('crashed');
    await passing(cluster.act({ type: 'crash', node: 4 }));
    await expect(passing(run())).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('needs 4 running nodes of 5') as string,
    });
  });
});
