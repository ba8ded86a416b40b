import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runExperiment } from '../../src/lab/experiment/runExperiment';
import { loadTrials } from '../../src/lab/runs/library';
import type { Spawner } from '../../src/lab/spawner';
import { experimentSchema } from '../../src/shared/experiment';
import type { RunSummary } from '../../src/shared/runStatistics';
import { trialRecordSchema, type TrialRecord } from '../../src/shared/trialRecord';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { CALM, nodeSpawner, scratchFolder } from './support';

let spawner: Spawner;
let folder: { path: string; remove: () => Promise<void> };

beforeAll(async () => {
  spawner = await nodeSpawner();
});
beforeEach(async () => {
  folder = await scratchFolder();
});
afterEach(async () => {
  await folder.remove();
});

/** Time for an election, and for several more where votes are split or the machine stands still. */
const LONG_OUTAGE_MS = 2000;
/** The shortest timeout, less the longest time since the last heartbeat; half of it, as that one may have been late. */
const SOONEST_MS = (150 - 75) / 2;

interface Played {
  readonly summary: RunSummary;
  readonly trials: readonly TrialRecord[];
}

/** Runs an experiment of three real nodes; its trials are as they were read back from disk. */
async function play(wanted: object, settings: Partial<typeof DEFAULT_SETTINGS> = {}): Promise<Played> {
  const cluster = { ...DEFAULT_SETTINGS, nodes: 3, durability: 'os', ...settings };
  let runId = '';
  const summary = await runExperiment({
    experiment: experimentSchema.parse({ concurrency: 1, trials: 2, trialCapMs: 60_000, cluster, ...wanted }),
    spawner,
    runsFolder: folder.path,
    version: '0.0.0',
    signal: new AbortController().signal,
    onProgress: (progress) => (runId = progress.runId),
  });
  const trials = await loadTrials(folder.path, runId);
  for (const trial of trials) trialRecordSchema.parse(trial);
  return { summary, trials };
}

describe('on real processes', () => {
  it('leader-crash: who stands and who votes wait for disks that were made slow', async () => {
    const persist = { kind: 'fixed', ms: 30 };
    const { trials } = await play({ environment: { persist } }, { electionTimeoutMaxMs: 600 });
    for (const trial of trials) {
      expect(trial).toMatchObject({ outcome: 'recovered', alive: 2 });
      expect(trial.electedMs! - trial.detectedMs!).toBeGreaterThan(2 * 30);
    }
  });

  it('leader-crash: with unequal logs only those win whose log a majority takes for up to date', async () => {
    const environment = { extraEntries: [3, 3, 2, 1, 0] };
    const { summary, trials } = await play({ environment, trials: 6 }, { nodes: 5 });
    expect(trials).toHaveLength(6);
    for (const { oldLeader, newLeader } of trials) {
      const others = [1, 2, 3, 4, 5].filter((node) => node !== oldLeader);
      expect(others.slice(0, 2)).toContain(newLeader);
    }
    expect(summary.failedTerms.noQuorum).toBe(0);
  });

  it('leader-pause: another leads after the election timeout, and the stale leader comes back to follow it', async () => {
    const { trials } = await play({ kind: 'leader-pause', outageMs: LONG_OUTAGE_MS });
    expect(trials).toHaveLength(2);
    for (const trial of trials) {
      expect(trial).toMatchObject({ kind: 'leader-pause', outcome: 'recovered', alive: 2 });
      expect(trial.newLeader).not.toBe(trial.oldLeader);
      expect(trial.downtimeMs).toBeGreaterThan(SOONEST_MS);
    }
  });

  it('leader-partition: a leader that is cut off is replaced, and comes back to follow the new one', async () => {
    const { trials } = await play({ kind: 'leader-partition', outageMs: LONG_OUTAGE_MS });
    for (const trial of trials) {
      expect(trial).toMatchObject({ kind: 'leader-partition', outcome: 'recovered', alive: 2 });
      expect(trial.newLeader).not.toBe(trial.oldLeader);
      expect(trial.downtimeMs).toBeGreaterThan(SOONEST_MS);
      expect(trial.crashMs - trial.scheduledCrashMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('rejoin-after-partition: without PreVote the term is inflated and the leader deposed', async () => {
    const { summary, trials } = await play({ kind: 'rejoin-after-partition', outageMs: LONG_OUTAGE_MS });
    for (const trial of trials) {
      expect(trial.termInflation).toBeGreaterThan(0);
      expect(trial).toMatchObject({ leaderDeposed: true, outcome: 'recovered', alive: 3 });
      expect(trial.newTerm).toBeGreaterThan(trial.oldTerm + trial.termInflation!);
      expect(trial.downtimeMs).toBeGreaterThan(0);
    }
    expect(summary.rejoin?.inflated.successes).toBe(2);
  });

  it('rejoin-after-partition: with PreVote there is no inflation, and the leader stays', async () => {
    const { summary, trials } = await play(
      { kind: 'rejoin-after-partition', outageMs: LONG_OUTAGE_MS },
      { ...CALM, preVote: true, checkQuorum: true },
    );
    for (const trial of trials) {
      expect(trial).toMatchObject({ termInflation: 0, leaderDeposed: false, termsUsed: 0 });
      expect(trial.newLeader).toBe(trial.oldLeader);
      // No longer than the links were late.
      expect(trial.downtimeMs).toBeCloseTo(trial.crashMs - trial.scheduledCrashMs, 2);
    }
    expect(summary.rejoin?.leaderDeposed.successes).toBe(0);
  });

  it('cold-start: all start from disk in the terms they had, and elect a leader', async () => {
    const { trials } = await play({ kind: 'cold-start' });
    for (const trial of trials) {
      expect(trial).toMatchObject({ kind: 'cold-start', oldLeader: null, alive: 3, outcome: 'recovered' });
      expect(trial.oldTerm).toBeGreaterThan(0);
      expect(trial.newTerm).toBeGreaterThan(trial.oldTerm);
      expect(trial.downtimeMs).toBeGreaterThan(150);
    }
  });

  it('steady: a link cut one way makes spurious elections, of which the cause is known', async () => {
    const timeline = [
      { atMs: 50, action: { type: 'transfer', to: 1 } },
      { atMs: 1000, action: { type: 'cut', from: 1, to: 2, both: false } },
    ];
    const { summary, trials } = await play(
      { kind: 'steady', observeMs: 4000, trials: 1, conditions: { timeline } },
      CALM,
    );
    expect(trials[0]).toMatchObject({ kind: 'steady', outcome: 'observed' });
    expect(trials[0]!.observedMs).toBeCloseTo(4000, 2);
    expect(trials[0]!.spuriousElections).toBeGreaterThan(0);
    expect(summary.spurious!.causes.asymmetricLink).toBe(trials[0]!.spuriousElections);
  });

  it('steady: after a leader with CheckQuorum gave up, because nobody answered, it is known why', async () => {
    const timeline = [
      { atMs: 50, action: { type: 'transfer', to: 1 } },
      { atMs: 1000, action: { type: 'pause', node: 2 } },
      { atMs: 1000, action: { type: 'pause', node: 3 } },
      { atMs: 1000 + LONG_OUTAGE_MS, action: { type: 'resume', node: 2 } },
      { atMs: 1000 + LONG_OUTAGE_MS, action: { type: 'resume', node: 3 } },
    ];
    const { summary, trials } = await play(
      { kind: 'steady', observeMs: 4000, trials: 1, conditions: { timeline } },
      { ...CALM, preVote: true, checkQuorum: true },
    );
    expect(summary.spurious!.causes).toMatchObject({ unknown: 0 });
    expect(trials[0]!.spuriousPaused).toBeGreaterThan(0);
  });

  it('steady: undisturbed, a cluster on loopback keeps its leader', async () => {
    const { trials } = await play(
      { kind: 'steady', observeMs: 800, trials: 1 },
      { electionTimeoutMinMs: 1000, electionTimeoutMaxMs: 2000, heartbeatMs: 50 },
    );
    expect(trials[0]).toMatchObject({ spuriousElections: 0, downtimeMs: 0, termsUsed: 0 });
  });

  it('workload: commands are acknowledged, and a leader crash shows as the longest gap between them', async () => {
    const timeline = [{ atMs: 400, action: { type: 'crash', node: 'leader' } }];
    const { summary, trials } = await play(
      { kind: 'workload', observeMs: 4000, trials: 1, conditions: { timeline } },
      { ...CALM, clientLoadPerSecond: 100 },
    );
    const [trial] = trials;
    expect(trial!.acknowledgedCommands).toBeGreaterThan(100);
    expect(trial!.clientDowntimeMs).toBeGreaterThan(100);
    expect(trial!.downtimeMs).toBeGreaterThan(100);
    expect(trial!.commitP50Ms).toBeLessThan(trial!.commitP99Ms!);
    expect(summary.clients?.acknowledged).toBe(trial!.acknowledgedCommands);
  });

  it('leader-crash: client downtime is at least the downtime, where there are clients', async () => {
    const { trials } = await play({ kind: 'leader-crash' }, { ...CALM, clientLoadPerSecond: 100 });
    for (const trial of trials) {
      expect(trial.outcome).toBe('recovered');
      // The last word before the crash may reach the lab after it, on a busy machine long after it.
      expect(trial.clientDowntimeMs).toBeGreaterThan(trial.downtimeMs! - 200);
    }
  });
});
