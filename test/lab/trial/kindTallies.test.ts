import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/lab/trial/summary';
import { runSummarySchema } from '../../../src/lab/runs/runFiles';
import { trialWith } from './trials';

describe('the summary of', () => {
  it('leader crashes has nothing but what they measure', () => {
    const summary = summarise([trialWith()], null);
    expect(summary).not.toHaveProperty('spurious');
    expect(summary).not.toHaveProperty('rejoin');
    expect(summary).not.toHaveProperty('clients');
  });

  it('observed trials counts spurious elections an hour, with their causes', () => {
    const observed = { kind: 'steady', outcome: 'observed', observedMs: 1_800_000 } as const;
    const summary = summarise(
      [
        trialWith({ ...observed, spuriousElections: 0 }),
        trialWith({ ...observed, spuriousElections: 5, spuriousLateHeartbeat: 1, spuriousLostDatagrams: 3 }),
      ],
      null,
    );
    expect(summary.spurious).toMatchObject({
      elections: 5,
      observedMs: 3_600_000,
      causes: { lateHeartbeat: 1, lostDatagrams: 3, stall: 0, paused: 0, asymmetricLink: 0, unknown: 1 },
    });
    expect(summary.spurious?.perHour?.value).toBe(5);
    expect(summary.spurious?.perHour?.low).toBeCloseTo(1.62, 2);
    expect(summary.spurious?.perHour?.high).toBeCloseTo(11.67, 2);
    expect(runSummarySchema.parse(summary)).toEqual(summary);
  });

  it('half an hour without any bounds them by twice as many an hour: 3.69 in all (Garwood)', () => {
    const { spurious } = summarise([trialWith({ observedMs: 1_800_000, spuriousElections: 0 })], null);
    expect(spurious?.perHour).toMatchObject({ value: 0, low: 0 });
    expect(spurious?.perHour?.high).toBeCloseTo(2 * 3.689, 2);
  });

  it('rejoins says how often the term was inflated and the leader deposed', () => {
    const rejoined = { kind: 'rejoin-after-partition', leaderDeposed: true } as const;
    const { rejoin } = summarise(
      [
        trialWith({ ...rejoined, termInflation: 4 }),
        trialWith({ ...rejoined, termInflation: 2 }),
        trialWith({ ...rejoined, termInflation: 0, leaderDeposed: false }),
      ],
      null,
    );
    expect(rejoin).toMatchObject({
      inflated: { successes: 2, n: 3 },
      termInflation: { mean: 2, max: 4 },
      leaderDeposed: { successes: 2, n: 3 },
    });
  });

  it('clients counts trials in which they were not served again as longer than all others', () => {
    const downtimesMs = [100, 200, 300, null, null];
    const { clients } = summarise(
      downtimesMs.map((clientDowntimeMs) => trialWith({ clientDowntimeMs })),
      null,
    );
    expect(clients?.downtimeMs).toMatchObject({ min: 100, p50: 300, max: null, mean: null });
    expect(clients).toMatchObject({ acknowledged: null, commandsPerSecond: null });
  });

  it('observed trials without clients says nothing of clients', () => {
    expect(summarise([trialWith({ observedMs: 10_000 })], null)).not.toHaveProperty('clients');
  });

  it('a workload leaves a trial in which nothing was acknowledged out of its latency', () => {
    const served = { observedMs: 10_000, clientDowntimeMs: 5, acknowledgedCommands: 9, commitP50Ms: 4 };
    const { clients } = summarise([trialWith(served), trialWith({ ...served, commitP50Ms: null })], null);
    expect(clients).toMatchObject({ commitP50Ms: 4, commitP99Ms: null });
  });

  it('a workload has throughput over all trials and the medians of their quantiles', () => {
    const observed = { kind: 'workload', outcome: 'observed', observedMs: 10_000 } as const;
    const { clients } = summarise(
      [3, 1, 2].map((n) =>
        trialWith({
          ...observed,
          clientDowntimeMs: 100 * n,
          acknowledgedCommands: 1000 * n,
          commitP50Ms: n,
          commitP99Ms: 10 * n,
        }),
      ),
      null,
    );
    expect(clients).toMatchObject({
      acknowledged: 6000,
      commandsPerSecond: 200,
      commitP50Ms: 2,
      commitP99Ms: 20,
      downtimeMs: { p50: 200, max: 300 },
    });
  });
});
