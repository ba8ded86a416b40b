import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cluster } from '../../../src/lab/cluster/cluster';
import { crashOffsetMs } from '../../../src/lab/experiment/schedule';
import type { MeasureProgress } from '../../../src/shared/measure';
import { monotonicMs } from '../../../src/shared/time';
import type { FakeNodes } from '../fakeNodes';
import { passing } from '../fakeNodes';
import { LiveRun } from './liveRun';

let live: LiveRun;
let nodes: FakeNodes;
let cluster: Cluster;
let texts: string[];
let progress: MeasureProgress[];

beforeEach(async () => {
  vi.useFakeTimers();
  live = await new LiveRun().start();
  ({ nodes, cluster, texts, progress } = live);
});

afterEach(async () => {
  await passing(live.cluster.stop());
  vi.useRealTimers();
});

describe('measuring on a live cluster', () => {
  it('crashes one leader a trial and records what happened', async () => {
    const summary = await passing(live.run());
    expect(live.trials.map(({ trial }) => trial)).toEqual([0, 1, 2]);
    for (const trial of live.trials) {
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
    expect(live.trials.map(({ oldLeader, newLeader }) => [oldLeader, newLeader])).toEqual([
      [1, 2],
      [2, 1],
      [1, 2],
    ]);
    expect(live.terms.map(({ outcome }) => outcome)).toEqual(['won', 'won', 'won']);
    expect(summary).toMatchObject({ trials: 3, runFolder: '/runs/run-1' });
    expect(live.finished).toEqual([summary]);
    expect(live.states()).toEqual(Array(5).fill('running'));
  });

  it('ends as soon as what is asked for is known well enough', async () => {
    const precision = { downtime: 'p50', halfWidthMs: 50, minTrials: 7 } as const;
    const summary = await passing(live.run({ trials: 40, precision }));
    expect(summary.trials).toBe(7);
    expect(progress.at(-1)).toMatchObject({ state: 'done', done: 7, total: 7 });
  });

  it('keeps to the schedule that was drawn beforehand, counted from a heartbeat it asked for', async () => {
    await passing(live.run());
    const heartbeats = nodes.sent.filter(({ message }) => message.type === 'heartbeat');
    nodes.signals.forEach((kill, trial) => {
      const broadcast = heartbeats.findLast(({ atMs }) => atMs < kill.atMs)!;
      const lateMs = kill.atMs - broadcast.atMs - 2 - crashOffsetMs(1, trial, 75);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(1.5);
    });
    expect(nodes.signals).toHaveLength(3);
  });

  it('waits with that heartbeat for the process it makes, where that takes longer than a timeout', async () => {
    const short = await new LiveRun({
      electionTimeoutMinMs: 20,
      electionTimeoutMaxMs: 40,
      heartbeatMs: 10,
    }).start();
    const forkedMs: number[] = [];
    const fork = short.nodes.fork.bind(short.nodes);
    short.nodes.fork = (name) => {
      forkedMs.push(monotonicMs());
      return fork(name);
    };
    await passing(short.run());
    const heartbeatsMs = short.nodes.sent.flatMap(({ message }) =>
      message.type === 'heartbeat' && message.atMs !== undefined ? [message.atMs] : [],
    );
    expect(forkedMs).toHaveLength(3);
    // It takes 50 ms, and no timer is due for 20 ms after the heartbeat; of the first nothing is known.
    for (const trial of [1, 2]) {
      const waitedMs = heartbeatsMs[trial]! - forkedMs[trial]!;
      expect(waitedMs).toBeGreaterThanOrEqual(30);
      expect(waitedMs).toBeLessThan(30 + 5);
    }
    await passing(short.cluster.stop());
  });

  it('with pause the old leader is stopped and resumed, not killed', async () => {
    await passing(live.run({ crash: 'pause' }));
    expect(nodes.signals.map(({ signal }) => signal)).toEqual(Array(3).fill(['SIGSTOP', 'SIGCONT']).flat());
    expect(
      live.trials.every(({ crashMode, outcome }) => crashMode === 'pause' && outcome === 'recovered'),
    ).toBe(true);
    expect(live.states()).toEqual(Array(5).fill('running'));
  });

  it('tells its progress: rate and time left as soon as they can be told', async () => {
    await passing(live.run({ trials: 4 }));
    expect(progress.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 4]);
    expect(progress.map(({ state }) => state)).toEqual([...Array<string>(5).fill('running'), 'done']);
    expect(progress.flatMap(({ newTrials }) => newTrials)).toEqual(live.trials);
    expect(progress[1]!.remainingMs).toBeNull();
    expect(progress[2]!.remainingMs).toBeGreaterThan(300);
    expect(progress[4]!.remainingMs).toBe(0);
    expect(progress.at(-1)!.summary).toMatchObject({ trials: 4 });
  });

  it('can be stopped at any time: what is done is kept, and every node runs again', async () => {
    live.afterSignal('SIGKILL', 3, () => {
      live.stop.abort();
    });
    const summary = await passing(live.run({ trials: 1000 }));
    expect(summary.trials).toBe(2);
    expect(live.trials).toHaveLength(2);
    expect(live.finished).toHaveLength(1);
    expect(progress.at(-1)).toMatchObject({ state: 'stopped', done: 2, total: 1000 });
    expect(live.states()).toEqual(Array(5).fill('running'));
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
    await passing(live.run({ trials: 2 }));
    expect(texts).toContain('Trial 0 starts over: an election began before the crash');
    expect(live.trials.map(({ trial, oldLeader }) => [trial, oldLeader])).toEqual([
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
    await expect(passing(live.run())).rejects.toThrow(
      'Trial 0 was spoiled 25 times in a row, lastly because an election began before the crash',
    );
    expect(texts.filter((text) => text.startsWith('Trial 0 starts over'))).toHaveLength(25);
    expect(progress.at(-1)).toMatchObject({ state: 'failed', done: 0 });
  });

  it('a trial in which another node dies starts over, and that node is brought back', async () => {
    live.afterSignal('SIGKILL', 1, () => {
      nodes.node(5).die(1, null);
    });
    await passing(live.run({ trials: 2 }));
    expect(texts).toContain('Trial 0 starts over: E died');
    expect(live.trials.map(({ trial, alive }) => [trial, alive])).toEqual([
      [0, 4],
      [1, 4],
    ]);
    expect(live.states()).toEqual(Array(5).fill('running'));
  });

  it('a trial that hits its cap is censored; a node is asked to stand, and it goes on', async () => {
    nodes.electing = false;
    const summary = await passing(live.run({ trials: 2, trialCapMs: 1000 }));
    for (const trial of live.trials) {
      expect(trial).toMatchObject({ outcome: 'capped', downtimeMs: null, newLeader: null, termsUsed: null });
    }
    expect(summary.capped).toBe(2);
    expect(nodes.sent.some(({ message }) => message.type === 'campaign')).toBe(true);
  });

  it('ends in words when nothing makes the cluster stable; what is done is kept', async () => {
    live.afterSignal('SIGKILL', 3, () => {
      nodes.failStart = () => 'No space left on device';
    });
    await expect(passing(live.run({ trials: 1000 }))).rejects.toThrow('No space left on device');
    expect(progress.at(-1)).toMatchObject({ state: 'failed', done: 3 });
    expect(progress.at(-1)!.problem).toContain('No space left on device');
    expect(live.finished).toHaveLength(1);
  });

  it('says what ended it even where that cannot be written down', async () => {
    live.afterSignal('SIGKILL', 3, () => {
      nodes.failStart = () => 'Port taken';
      live.diskIsFull = true;
    });
    await expect(passing(live.run({ trials: 1000 }))).rejects.toThrow('Port taken');
    expect(progress.at(-1)).toMatchObject({ state: 'failed', done: 3 });
    expect(progress.at(-1)!.problem).toContain('Port taken');
  });

  it('leaves a node alone that was crashed before, and counts with those that run', async () => {
    await passing(cluster.act({ type: 'crash', node: 5 }));
    await passing(live.run({ trials: 1 }));
    expect(live.trials[0]).toMatchObject({ nodes: 5, alive: 3 });
    expect(live.states()[4]).toBe('crashed');
    await passing(cluster.act({ type: 'crash', node: 4 }));
    await expect(passing(live.run())).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('needs 4 running nodes of 5') as string,
    });
  });
});
