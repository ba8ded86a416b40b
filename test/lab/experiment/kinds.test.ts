import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterSettings } from '../../../src/shared/settings';
import { passing } from '../fakeNodes';
import { LiveRun } from './liveRun';

let live: LiveRun;

const on = async (settings: Partial<ClusterSettings> = {}): Promise<LiveRun> => {
  live = await new LiveRun(settings).start();
  return live;
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await passing(live.cluster.stop());
  vi.useRealTimers();
});

describe('leader-pause', () => {
  it('stops the leader for the outage and lets it come back stale: it follows, and the trial is over', async () => {
    await on();
    await passing(live.run({ kind: 'leader-pause', outageMs: 400, trials: 2 }));
    expect(live.nodes.signals.map(({ signal }) => signal)).toEqual([
      'SIGSTOP',
      'SIGCONT',
      'SIGSTOP',
      'SIGCONT',
    ]);
    const [stopped, resumed] = live.nodes.signals;
    expect(resumed!.atMs - stopped!.atMs).toBeGreaterThan(398);
    expect(resumed!.atMs - stopped!.atMs).toBeLessThan(402);
    for (const trial of live.trials) {
      expect(trial).toMatchObject({ kind: 'leader-pause', outcome: 'recovered', alive: 4, termsUsed: 1 });
      expect(trial.downtimeMs).toBeCloseTo(160 + trial.crashMs - trial.scheduledCrashMs, 1);
    }
  });

  it('too short for anybody to notice costs just itself: the old leader leads on', async () => {
    await on();
    await passing(live.run({ kind: 'leader-pause', outageMs: 50, trials: 1 }));
    const [trial] = live.trials;
    expect(trial).toMatchObject({ newLeader: 1, oldLeader: 1, termsUsed: 0, electedMs: null });
    expect(trial!.downtimeMs).toBeGreaterThanOrEqual(50);
    expect(trial!.downtimeMs).toBeLessThan(52);
  });
});

describe('leader-partition', () => {
  it('cuts the leader off without killing it, exactly when that was to be, and heals the cut', async () => {
    await on();
    await passing(live.run({ kind: 'leader-partition', outageMs: 400, trials: 2 }));
    expect(live.nodes.signals).toEqual([]);
    for (const trial of live.trials) {
      expect(trial).toMatchObject({ kind: 'leader-partition', outcome: 'recovered', termsUsed: 1 });
      expect(trial.crashMs).toBe(trial.scheduledCrashMs);
      expect(trial.newLeader).not.toBe(trial.oldLeader);
      expect(trial.downtimeMs).toBeGreaterThanOrEqual(160);
      expect(trial.downtimeMs).toBeLessThan(164);
    }
    expect(live.cluster.snapshot().links).toEqual([]);
    expect(live.texts).toContain('A is isolated from all others');
    expect(live.texts).toContain('A rejoins the others');
  });
});

describe('rejoin-after-partition', () => {
  it('without PreVote: the isolated follower has tried elections, and deposes the leader with its term', async () => {
    await on();
    const summary = await passing(live.run({ kind: 'rejoin-after-partition', outageMs: 400, trials: 2 }));
    for (const trial of live.trials) {
      expect(trial.termInflation).toBe(2);
      expect(trial).toMatchObject({ leaderDeposed: true, outcome: 'recovered', termsUsed: 3, alive: 5 });
      expect(trial.downtimeMs).toBeGreaterThan(150);
    }
    expect(summary.rejoin).toMatchObject({ inflated: { successes: 2 }, leaderDeposed: { successes: 2 } });
  });

  it('with PreVote: no inflation, the leader stays, and nothing was down', async () => {
    await on({ preVote: true });
    const summary = await passing(live.run({ kind: 'rejoin-after-partition', outageMs: 400, trials: 2 }));
    for (const trial of live.trials) {
      expect(trial).toMatchObject({
        termInflation: 0,
        leaderDeposed: false,
        downtimeMs: 0,
        termsUsed: 0,
        newLeader: 1,
      });
    }
    expect(summary.rejoin).toMatchObject({ inflated: { successes: 0 }, leaderDeposed: { successes: 0 } });
  });
});

describe('cold-start', () => {
  it('kills all nodes and starts them at once; downtime runs from there', async () => {
    await on();
    await passing(live.run({ kind: 'cold-start', trials: 2 }));
    expect(live.nodes.signals.filter(({ signal }) => signal === 'SIGKILL')).toHaveLength(10);
    const starts = live.nodes.sent.filter(({ message }) => message.type === 'peers').slice(5, 10);
    expect(new Set(starts.map(({ atMs }) => atMs)).size).toBe(1);
    for (const trial of live.trials) {
      expect(trial).toMatchObject({ kind: 'cold-start', oldLeader: null, oldTerm: 0, alive: 5 });
      expect(trial.outcome).toBe('recovered');
      expect(trial.downtimeMs).toBeGreaterThanOrEqual(160);
      expect(trial.downtimeMs).toBeLessThan(164);
    }
    expect(live.texts).toContain('A, B, C, D and E are killed at once (SIGKILL)');
    expect(live.texts).toContain('A, B, C, D and E start at once, from term 0');
  });

  it('where one cannot read its log, that is told, and the others are there again', async () => {
    await on();
    live.nodes.failStart = ({ id }) => (id === 3 ? 'The log is damaged at byte 17' : null);
    const problem = 'Node C did not start: The log is damaged at byte 17';
    await expect(passing(live.run({ kind: 'cold-start' }))).rejects.toThrow(problem);
    expect(live.states()).toEqual(['running', 'running', 'crashed', 'running', 'running']);
    expect(live.texts).toContain(problem);
    expect(live.progress.at(-1)).toMatchObject({ state: 'failed', done: 0 });
    await vi.advanceTimersByTimeAsync(300);
    expect(live.cluster.members.leader).not.toBeNull();
  });

  /** Once, while all of a cold start's new processes have read their logs and wait. */
  function whileAllWait(then: () => void): void {
    const looking = setInterval(() => {
      const processes = live.nodes.forked.slice(5);
      if (processes.length < 5 || processes.some(({ config }) => config === null)) return;
      clearInterval(looking);
      setTimeout(then, 5);
    }, 1);
  }

  it('stopped while all wait for their start, they start all the same', async () => {
    await on();
    whileAllWait(() => {
      live.stop.abort();
    });
    await passing(live.run({ kind: 'cold-start', trials: 1 }));
    expect(live.progress.at(-1)).toMatchObject({ state: 'stopped', done: 0 });
    expect(live.states()).toEqual(Array(5).fill('running'));
  });

  it('one that dies while it waits for its start spoils the trial, and that is told', async () => {
    await on();
    whileAllWait(() => {
      live.nodes.node(3).die(1, null);
    });
    await passing(live.run({ kind: 'cold-start', trials: 1 }));
    expect(live.texts).toContain('C died: its process ended with exit code 1');
    expect(live.texts).toContain('Trial 0 starts over: C died');
    expect(live.trials).toMatchObject([{ trial: 0, alive: 5 }]);
  });
});

describe('steady', () => {
  it('where nothing happens there is nothing to count', async () => {
    await on();
    const summary = await passing(live.run({ kind: 'steady', observeMs: 2000, trials: 2 }));
    for (const trial of live.trials) {
      expect(trial).toMatchObject({
        kind: 'steady',
        outcome: 'observed',
        observedMs: expect.closeTo(2000, 6) as number,
        downtimeMs: 0,
        spuriousElections: 0,
        newLeader: 1,
        termsUsed: 0,
        clientDowntimeMs: null,
      });
    }
    expect(summary.spurious).toMatchObject({ elections: 0 });
  });

  it('counts an election against a leader that lives, and the time until a majority follows again', async () => {
    await on();
    setTimeout(() => {
      live.nodes.elect(3);
    }, 1200);
    await passing(live.run({ kind: 'steady', observeMs: 2000, trials: 1 }));
    expect(live.trials[0]).toMatchObject({ spuriousElections: 1, newLeader: 3, termsUsed: 1 });
  });

  it('does not count one that somebody asked for, nor one after a crash', async () => {
    await on();
    const timeline = [{ atMs: 300, action: { type: 'crash', node: 'leader' } }];
    await passing(live.run({ kind: 'steady', observeMs: 2000, trials: 1, conditions: { timeline } }));
    expect(live.trials[0]).toMatchObject({ spuriousElections: 0, newLeader: 2, termsUsed: 1 });
    expect(live.trials[0]!.downtimeMs).toBeGreaterThanOrEqual(159);
    expect(live.trials[0]!.downtimeMs).toBeLessThan(163);
    expect(live.states()).toEqual(Array(5).fill('running'));
  });
});

describe('workload', () => {
  it('counts what clients got: acknowledgements, their latency, and the longest gap between them', async () => {
    await on({ clientLoadPerSecond: 100 });
    const timeline = [{ atMs: 500, action: { type: 'pause', node: 'leader' } }];
    const summary = await passing(
      live.run({ kind: 'workload', observeMs: 2000, trials: 1, conditions: { timeline } }),
    );
    const [trial] = live.trials;
    expect(trial!.acknowledgedCommands).toBeGreaterThan(190);
    expect(trial!.acknowledgedCommands).toBeLessThanOrEqual(201);
    expect(trial!.clientDowntimeMs).toBeGreaterThan(158);
    expect(trial!.clientDowntimeMs).toBeLessThan(300);
    expect(trial!.commitP50Ms).toBeLessThan(20);
    expect(trial!.commitP99Ms).toBeGreaterThan(100);
    expect(summary.clients).toMatchObject({ acknowledged: trial!.acknowledgedCommands });
  });
});

describe('conditions', () => {
  it('a fixed share of the heartbeat interval is where every disturbance comes', async () => {
    await on();
    await passing(live.run({ trials: 2, conditions: { crashOffset: 0.5 } }));
    const heartbeats = live.nodes.sent.filter(
      ({ message }) => message.type === 'heartbeat' && message.atMs !== undefined,
    );
    live.nodes.signals.forEach((kill, trial) => {
      const { message } = heartbeats[trial]!;
      const broadcastMs = message.type === 'heartbeat' ? message.atMs! : 0;
      expect(kill.atMs - broadcastMs).toBeGreaterThanOrEqual(37.5);
      expect(kill.atMs - broadcastMs).toBeLessThan(39);
    });
  });

  it('without a synchronised heartbeat the leader is asked for none before its crash', async () => {
    await on();
    await passing(live.run({ trials: 1, conditions: { synchronisedHeartbeat: false } }));
    const asked = live.nodes.sent.filter(
      ({ message }) => message.type === 'heartbeat' && message.atMs !== undefined,
    );
    expect(asked).toEqual([]);
    expect(live.trials).toHaveLength(1);
  });

  it("candidates' and single nodes' ranges hold during the run, and are gone after it", async () => {
    await on();
    const candidateTimeout = { minMs: 20, maxMs: 40 };
    const range = { minMs: 500, maxMs: 600 };
    await passing(
      live.run({ trials: 1, conditions: { candidateTimeout, nodeTimeouts: [{ node: 2, range }] } }),
    );
    const restarted = live.nodes.sent.findLast(({ message }) => message.type === 'start')!.message;
    expect(restarted).toMatchObject({ config: { timing: { candidateTimeout } } });
    const told = live.nodes.sent.filter(({ to, message }) => to === 2 && message.type === 'retune');
    expect(told.map(({ message }) => message)).toContainEqual(
      expect.objectContaining({
        timing: expect.objectContaining({ electionTimeoutMinMs: 500, candidateTimeout }) as object,
      }),
    );
    const last = told.at(-1)!.message;
    expect(last.type === 'retune' && last.timing.electionTimeoutMinMs).toBe(150);
    expect(last.type === 'retune' && last.timing.candidateTimeout).toBeUndefined();
  });

  it('the timeline brings faults about at their times, and what it did is undone after the trial', async () => {
    await on();
    const timeline = [
      { atMs: 20, action: { type: 'isolate', node: 5 } },
      { atMs: 60, action: { type: 'crash', node: 4 } },
    ];
    await passing(live.run({ trials: 1, trialCapMs: 2000, conditions: { timeline } }));
    const [crash, second] = live.nodes.signals;
    expect(second!.atMs - crash!.atMs).toBeGreaterThan(58);
    expect(second!.atMs - crash!.atMs).toBeLessThan(62);
    expect(live.trials[0]).toMatchObject({ alive: 4, outcome: 'capped' });
    expect(live.states()).toEqual(Array(5).fill('running'));
    expect(live.cluster.snapshot().links).toEqual([]);
  });

  it('recovery waits for those alone that the timeline leaves in touch', async () => {
    await on();
    const timeline = [{ atMs: 20, action: { type: 'isolate', node: 5 } }];
    await passing(live.run({ trials: 1, conditions: { timeline } }));
    expect(live.trials[0]).toMatchObject({ outcome: 'recovered', newLeader: 2 });
  });

  it('what makes no sense as things stand is left out, and that is told', async () => {
    await on();
    const timeline = [{ atMs: 20, action: { type: 'resume', node: 3 } }];
    await passing(live.run({ trials: 1, conditions: { timeline } }));
    expect(live.texts).toContain("The timeline's resume at 20 ms is left out: C is not paused");
    expect(live.trials).toHaveLength(1);
  });
});

describe('whatever the kind', () => {
  it('a stopped run leaves all nodes running and no link cut', async () => {
    await on();
    const running = live.run({ kind: 'leader-partition', outageMs: 5000, trials: 1 });
    setTimeout(() => {
      live.stop.abort();
    }, 500);
    await passing(running);
    expect(live.progress.at(-1)).toMatchObject({ state: 'stopped', done: 0 });
    expect(live.cluster.snapshot().links).toEqual([]);
    expect(live.states()).toEqual(Array(5).fill('running'));
  });

  it('links that were cut before the run are cut after it, too', async () => {
    await on();
    await passing(live.cluster.act({ type: 'cut', from: 4, to: 5, both: false }));
    await passing(live.run({ kind: 'rejoin-after-partition', outageMs: 200, trials: 2 }));
    expect(live.trials).toHaveLength(2);
    expect(live.cluster.snapshot().links).toEqual([{ from: 4, to: 5, cut: true, conditions: null }]);
  });

  it('too small a cluster is refused in words that fit the kind', async () => {
    await on({ nodes: 2 });
    await expect(passing(live.run({ kind: 'leader-partition' }))).rejects.toThrow(
      'Cutting off the leader needs 3 nodes at least: the others must have a majority to elect a new one.',
    );
    await passing(live.cluster.act({ type: 'crash', node: 2 }));
    await expect(passing(live.run({ kind: 'steady' }))).rejects.toThrow(
      'This needs 2 running nodes of 2: without a majority nobody can lead.',
    );
  });
});
