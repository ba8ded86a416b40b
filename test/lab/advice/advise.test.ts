import { describe, expect, it } from 'vitest';
import { computeAdvice } from '../../../src/lab/advice/advise';
import { crashExperiment, WidthSample } from '../../../src/lab/advice/crashes';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { summarise } from '../../../src/lab/trial/summary';
import { meets, type AdviceEnvironment, type AdviceGoal } from '../../../src/shared/advice';

const ZONES: AdviceEnvironment = {
  nodes: 5,
  latency: { kind: 'lognormal', medianMs: 0.75, sigma: 0.5 },
  persist: { kind: 'lognormal', medianMs: 2, sigma: 0.6 },
  loss: 0.001,
  stalls: { perDay: 24, duration: { kind: 'exponential', meanMs: 15 } },
  preVote: true,
  checkQuorum: true,
};
const GOAL: AdviceGoal = {
  p99DowntimeMs: 500,
  spuriousPerDay: 1,
  splitVotes: 0.02,
  heartbeatsPerSecond: null,
};
const BUDGET = { elections: 3000, budgetMs: Infinity };
const advice = (goal: Partial<AdviceGoal> = {}, environment: Partial<AdviceEnvironment> = {}) =>
  computeAdvice({ goal: { ...GOAL, ...goal }, environment: { ...ZONES, ...environment }, seed: 1 }, BUDGET);

describe('crashes of one width', () => {
  it('tell the downtimes of any minimum and heartbeat, as if these had been simulated', () => {
    const timing = (minMs: number, heartbeatMs: number) => ({
      electionTimeoutMinMs: minMs,
      electionTimeoutMaxMs: minMs + 60,
      heartbeatMs,
    });
    const sample = new WidthSample(crashExperiment(timing(200, 50), ZONES, { trials: 1500, seed: 1 }));
    const run = crashExperiment(timing(330, 110), ZONES, { trials: 1500, seed: 2 });
    const { downtimeMs } = summarise(
      [...simulateTrials({ experiment: run })].map(({ trial }) => trial),
      null,
    );
    const told = sample.downtimes(330, 110);
    expect(told.p50! / downtimeMs.p50!).toBeCloseTo(1, 1);
    expect(Math.abs(told.p99! / downtimeMs.p99! - 1)).toBeLessThan(0.12);
  });

  it('has the width that was asked for, whatever it was added to', () => {
    const timing = { electionTimeoutMinMs: 29.3, electionTimeoutMaxMs: 29.3 + 0.7, heartbeatMs: 10 };
    expect(new WidthSample(crashExperiment(timing, ZONES, { trials: 1, seed: 1 })).widthMs).toBe(0.7);
  });
});

describe('the advice', () => {
  const given = advice();

  it('is a setting that meets every goal, on paper and when checked', () => {
    const { recommended, request, verified, timing } = given;
    expect(recommended.feasible).toBe(true);
    for (const name of ['p99DowntimeMs', 'splitVotes', 'spuriousPerDay'] as const) {
      expect(meets(request.goal, name, recommended.outlook)).toBe(true);
    }
    expect(verified.elections).toBe(3000);
    expect(verified.verdicts.p99DowntimeMs).toBe('holds');
    expect(verified.verdicts.splitVotes).not.toBe('fails');
    expect(timing).toMatchObject({
      electionTimeoutMinMs: recommended.minMs,
      preVote: true,
      checkQuorum: true,
    });
  });

  it('leaves room for two heartbeats that are lost or late', () => {
    expect(given.recommended.minMs / given.recommended.heartbeatMs).toBeGreaterThanOrEqual(3);
  });

  it('predicts what the check then finds', () => {
    const { recommended, verified } = given;
    expect(recommended.outlook.p50DowntimeMs! / verified.p50DowntimeMs!).toBeCloseTo(1, 1);
    expect(Math.abs(recommended.outlook.p99DowntimeMs! / verified.p99DowntimeMs.value! - 1)).toBeLessThan(
      0.2,
    );
    expect(recommended.outlook.splitVotes).toBeGreaterThan(verified.splitVotes.low / 1.5);
    expect(recommended.outlook.splitVotes).toBeLessThan(verified.splitVotes.high * 1.5);
  });

  it('says why, and what other goals would lead to', () => {
    expect(given.why[0]).toMatch(/is what limits it/);
    const twice = given.alternatives.find(({ instead }) => instead === 'p99 downtime up to 1000 ms');
    expect(twice!.point!.minMs).toBeGreaterThan(given.recommended.minMs);
  });

  it('is written for each system so that the goals hold there too, where its keys allow that', () => {
    const feasible = given.systems.filter(({ point }) => point.feasible).map(({ system }) => system);
    expect(feasible).toEqual(expect.arrayContaining(['etcd', 'tikv', 'hashicorp-raft', 'redpanda']));
    // Consul takes whole seconds, NATS nothing at all.
    expect(feasible).not.toContain('consul');
    expect(feasible).not.toContain('nats');
  });

  it('shows every setting on its map as feasible just where all goals are met', () => {
    const { map, request } = given;
    expect(map.cells).toHaveLength(map.widthsMs.length);
    for (const point of map.cells.flat()) {
      const met = (['p99DowntimeMs', 'splitVotes', 'spuriousPerDay'] as const).every((name) =>
        meets(request.goal, name, point.outlook),
      );
      if (point.feasible) expect(met).toBe(true);
    }
  });

  it('is the same for the same request', () => {
    const again = advice();
    expect({ ...again, tookMs: 0 }).toEqual({ ...given, tookMs: 0 });
  });
});

describe('goals that no setting meets', () => {
  it('are answered with the nearest trade-off, and with what stands against what', () => {
    const { recommended, why } = advice({ p99DowntimeMs: 40, splitVotes: 0.001 });
    expect(recommended.feasible).toBe(false);
    expect(why[0]).toMatch(
      /^No setting meets all goals here\. The nearest misses .*p99 downtime up to 40 ms/,
    );
    expect(why.at(-1)).toMatch(/It would do to allow|No single goal, relaxed/);
  });

  it('name a limit on heartbeats when that is what stands in the way', () => {
    const lossy = { loss: 0.01, stalls: { ...ZONES.stalls, perDay: 0 }, preVote: false };
    expect(advice({}, lossy).recommended.feasible).toBe(true);
    const { recommended, alternatives } = advice({ heartbeatsPerSecond: 8 }, lossy);
    expect(recommended.feasible).toBe(false);
    expect(alternatives.map(({ instead }) => instead)).toContain('up to 16 heartbeats a second');
  });
});
