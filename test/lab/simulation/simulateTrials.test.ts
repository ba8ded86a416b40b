import { describe, expect, it } from 'vitest';
import { simulateTrial, simulateTrials, type Simulation } from '../../../src/lab/simulation/simulateTrials';
import { bootstrapMean } from '../../../src/lab/statistics/bootstrap';
import { electionModel, floorDowntimeMs, meanDowntimeMs, splitProbability } from '../../../src/lab/theory';
import { SummaryBuilder } from '../../../src/lab/trial/summary';
import { LabError } from '../../../src/shared/errors';
import { IDEAL, type Environment } from '../../../src/shared/environment';
import { experimentSchema } from '../../../src/shared/experiment';
import type { RunSummary } from '../../../src/shared/runStatistics';
import type { TrialRecord } from '../../../src/shared/trialRecord';
import type { StampedFact } from '../../../src/shared/facts';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';

interface Wish extends Partial<Omit<Simulation, 'experiment'>> {
  readonly cluster?: Partial<ClusterSettings>;
  readonly environment?: Environment;
  readonly trials?: number;
  readonly seed?: number;
  readonly trialCapMs?: number;
}

function simulation({
  cluster = {},
  environment = IDEAL,
  trials = 100,
  seed = 1,
  trialCapMs,
  ...rest
}: Wish): Simulation {
  const experiment = experimentSchema.parse({
    engine: 'simulation',
    environment,
    trials,
    seed,
    ...(trialCapMs === undefined ? {} : { trialCapMs }),
    cluster: { ...DEFAULT_SETTINGS, ...cluster },
  });
  return { experiment, ...rest };
}

function run(wish: Wish): { readonly trials: readonly TrialRecord[]; readonly summary: RunSummary } {
  const builder = new SummaryBuilder();
  const trials = Array.from(simulateTrials(simulation(wish)), ({ trial }) => trial);
  for (const trial of trials) builder.add(trial);
  return { trials, summary: builder.summary(null) };
}

const latencyOf = (ms: number): Partial<ClusterSettings> => ({ latency: { kind: 'fixed', ms } });
const environmentOf = (given: Partial<Environment>): Environment => ({ ...IDEAL, ...given });

describe('determinism', () => {
  const wild: Wish = {
    cluster: { latency: { kind: 'lognormal', medianMs: 5, sigma: 1 }, loss: 0.05, preVote: true },
    environment: environmentOf({ persist: { kind: 'exponential', meanMs: 2 } }),
  };

  it('the same seed gives the same trials, byte for byte', () => {
    const text = (seed: number): string => JSON.stringify([...simulateTrials(simulation({ ...wild, seed }))]);
    expect(text(7)).toBe(text(7));
    expect(text(7)).not.toBe(text(8));
  });

  it('a trial replayed alone is the one among all, with all that happened in it', () => {
    const all = [...simulateTrials(simulation(wild))];
    const facts: StampedFact[] = [];
    const tracer = {
      fact: (fact: StampedFact) => facts.push(fact),
      deed: () => undefined,
      cleared: () => undefined,
    };
    expect(simulateTrial(simulation(wild), 63, tracer)).toEqual(all[63]);
    expect(facts.some(({ fact }) => fact.type === 'roleChanged' && fact.role === 'leader')).toBe(true);
    expect([...simulateTrials(simulation(wild), 60, 65)]).toEqual(all.slice(60, 65));
  });
});

describe('a leader crash on a quiet network', () => {
  const { trials } = run({ cluster: latencyOf(5), trials: 2000 });
  const model = electionModel({ ...DEFAULT_SETTINGS, ...latencyOf(5) });

  it('is stamped in the order in which it happens', () => {
    for (const t of trials) {
      expect(t.crashMs).toBe(t.scheduledCrashMs);
      expect(t.crashMs).toBeLessThanOrEqual(t.detectedMs!);
      expect(t.detectedMs!).toBeLessThan(t.electedMs!);
      expect(t.electedMs!).toBeLessThan(t.recoveredMs!);
    }
  });

  it('takes one message to ask, one to answer and one to tell', () => {
    const first = trials.find(({ termsUsed }) => termsUsed === 1)!;
    expect(first.electedMs! - first.detectedMs!).toBeCloseTo(10, 9);
    expect(first.recoveredMs! - first.electedMs!).toBeCloseTo(5, 9);
  });

  it('is over no sooner than the floor of the theory', () => {
    const least = Math.min(...trials.map((t) => t.downtimeMs!));
    expect(least).toBeGreaterThanOrEqual(floorDowntimeMs(model)!);
    expect(least).toBeLessThan(floorDowntimeMs(model)! + 10);
  });

  it('lasts on average what the theory says', () => {
    const { low, high } = bootstrapMean(
      trials.map((t) => t.downtimeMs!),
      1,
    )!;
    expect(low).toBeLessThan(meanDowntimeMs(model)!);
    expect(high).toBeGreaterThan(meanDowntimeMs(model)!);
  });

  it('crashes the leader evenly over its heartbeat interval', () => {
    const offsets = trials.map((t) => t.crashMs);
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...offsets)).toBeLessThan(75);
    expect(offsets.reduce((a, b) => a + b) / offsets.length / 75).toBeCloseTo(0.5, 1);
  });
});

describe('split votes', () => {
  it.each([
    // servers, dead besides the leader, latency as a share of the range
    [5, 0, 0.01],
    [5, 0, 0.1],
    [5, 0, 0.2],
    [5, 1, 0.2],
    [9, 0, 0.2],
    [9, 3, 0.2],
  ])(
    'of %i servers, %i more dead, latency at %f of the range, are as frequent as in theory',
    (nodes, alsoDead, share) => {
      const trials = 20_000;
      const { summary } = run({
        cluster: { nodes, electionTimeoutMaxMs: 250, ...latencyOf(share * 100) },
        alsoDead,
        trials,
        trialCapMs: 100_000,
      });
      const p = splitProbability({
        servers: nodes,
        alive: nodes - 1 - alsoDead,
        latencyMs: share * 100,
        widthMs: 100,
      })!;
      const deviation = (summary.firstTermSplitRate.value! - p) / Math.sqrt((p * (1 - p)) / trials);
      expect(Math.abs(deviation)).toBeLessThan(3.5);
    },
  );

  it('are as frequent with PreVote, which takes a round trip more', () => {
    const wish = { cluster: { ...latencyOf(15), preVote: true }, trials: 10_000 };
    const { summary, trials } = run(wish);
    const model = electionModel({ ...DEFAULT_SETTINGS, ...wish.cluster });
    const p = splitProbability(model)!;
    const deviation = (summary.firstTermSplitRate.value! - p) / Math.sqrt((p * (1 - p)) / trials.length);
    expect(Math.abs(deviation)).toBeLessThan(3.5);
    const mean = bootstrapMean(
      trials.map((t) => t.downtimeMs!),
      1,
    )!;
    expect(mean.low).toBeLessThan(meanDowntimeMs(model)!);
    expect(mean.high).toBeGreaterThan(meanDowntimeMs(model)!);
  });
});

describe('what else a cluster may run on', () => {
  const quiet = run({}).trials;
  const downtimes = (trials: readonly TrialRecord[]): number[] => trials.map((t) => t.downtimeMs!);

  it('a disk: the candidate writes before it asks, each voter before it answers', () => {
    const { trials } = run({ environment: environmentOf({ persist: { kind: 'fixed', ms: 2 } }) });
    downtimes(trials).forEach((ms, i) => {
      if (trials[i]!.termsUsed === 1) expect(ms).toBeCloseTo(downtimes(quiet)[i]! + 4, 9);
    });
  });

  it("the machine's own latency, on top of what the settings add", () => {
    const own = run({ environment: environmentOf({ ownLatency: { kind: 'fixed', ms: 1 } }) });
    expect(downtimes(own.trials)).toEqual(downtimes(run({ cluster: latencyOf(1) }).trials));
  });

  it('servers slow to react: each message of a downtime waits, but no more votes are split', () => {
    const reaction = { kind: 'fixed', ms: 1 } as const;
    const slow = run({ environment: environmentOf({ reaction }) });
    downtimes(slow.trials).forEach((ms, i) => {
      expect(ms).toBeCloseTo(downtimes(quiet)[i]! + 4, 9);
    });

    const narrow = { cluster: { ...latencyOf(0.5), electionTimeoutMaxMs: 155 }, trials: 5000 };
    const p = splitProbability(electionModel({ ...DEFAULT_SETTINGS, ...narrow.cluster }))!;
    const { summary } = run({
      ...narrow,
      environment: environmentOf({ reaction: { kind: 'fixed', ms: 20 } }),
    });
    const deviation = (summary.firstTermSplitRate.value! - p) / Math.sqrt((p * (1 - p)) / 5000);
    expect(Math.abs(deviation)).toBeLessThan(3.5);
  });

  it('late timers, which are told of and make the trial unclean', () => {
    const { trials } = run({ environment: environmentOf({ timerNoise: { kind: 'fixed', ms: 1 } }) });
    trials.forEach((trial, i) => {
      expect(trial.downtimeMs).toBeCloseTo(quiet[i]!.downtimeMs! + 1, 9);
      expect(trial.maxTimerLateMs).toBeCloseTo(1, 9);
      expect(trial.clean).toBe(false);
    });
  });

  it('unequal logs: only a server that enough others are behind can win, and those in vain are refused', () => {
    const { trials, summary } = run({ environment: environmentOf({ extraEntries: [3, 3, 2, 1, 0] }) });
    expect(new Set(trials.map((t) => t.newLeader))).toEqual(new Set([2, 3]));
    expect(summary.failedTerms.refused).toBeGreaterThan(20);
  });

  it('a lossy network: some terms fail for it alone', () => {
    const { summary } = run({ cluster: { ...latencyOf(2), loss: 0.2 }, trials: 500 });
    expect(summary.capped).toBe(0);
    expect(summary.failedTerms.lost).toBeGreaterThan(20);
  });

  it('CheckQuorum, which makes no difference to a leader that is gone', () => {
    expect(downtimes(run({ cluster: { checkQuorum: true } }).trials)).toEqual(downtimes(quiet));
  });
});

describe('limits', () => {
  it('equal timeouts on a network without a delay split every vote: nobody is first', () => {
    const { summary } = run({
      cluster: { electionTimeoutMaxMs: 150, latency: { kind: 'fixed', ms: 0 } },
      trials: 5,
      trialCapMs: 2000,
    });
    expect(summary.firstTermSplitRate).toMatchObject({ successes: 5, n: 5 });
    expect(summary.capped).toBe(5);
  });

  it('a cluster that is left without a majority never recovers: its trials are capped', () => {
    const { trials, summary } = run({ cluster: { nodes: 2 }, trials: 3, trialCapMs: 2000 });
    expect(summary.capped).toBe(3);
    expect(summary.failedTerms.noQuorum).toBeGreaterThan(10);
    expect(trials[0]).toMatchObject({ alive: 1, outcome: 'capped', downtimeMs: null, newLeader: null });
  });

  it('a cluster of one has nobody left', () => {
    expect(run({ cluster: { nodes: 1 }, trials: 1 }).trials[0]).toMatchObject({
      alive: 0,
      outcome: 'capped',
    });
  });

  it('says so when no leader can last', () => {
    const attempt = (): unknown => run({ cluster: { heartbeatMs: 5000 }, trials: 1 });
    expect(attempt).toThrow(LabError);
    expect(attempt).toThrow(/heartbeat shorter than 5000 ms/);
  });

  it('a latency longer than the timeout is steady as long as heartbeats come often enough', () => {
    const { summary } = run({
      cluster: {
        electionTimeoutMinMs: 10,
        electionTimeoutMaxMs: 200,
        heartbeatMs: 5,
        latency: { kind: 'fixed', ms: 20 },
      },
    });
    expect(summary.capped).toBe(0);
  });
});
