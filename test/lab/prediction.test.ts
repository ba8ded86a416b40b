import { describe, expect, it, vi } from 'vitest';
import { predict } from '../../src/lab/predict';
import type { RunningCluster } from '../../src/lab/machineModel';
import { computePrediction, heartbeatUnderLoadMs } from '../../src/lab/prediction';
import type { PredictRequest } from '../../src/shared/prediction';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../src/shared/settings';

const NO_HURRY = 60_000;

function requestFor(settings: Partial<ClusterSettings> = {}, elections = 500): PredictRequest {
  return { settings: { ...DEFAULT_SETTINGS, ...settings }, elections, seed: 1 };
}

function runningWith(latencyMs: number, measured: Partial<RunningCluster['measured']>): RunningCluster {
  return {
    settings: { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: latencyMs } },
    measured: { roundTripMs: null, persistMs: null, ...measured },
  };
}

const latency15 = { latency: { kind: 'fixed', ms: 15 } } as const;

describe('what to expect of leader crashes', () => {
  it('is theory beside simulated elections', () => {
    const { theory, simulated, assumptions } = computePrediction(requestFor(latency15, 2000), null, NO_HURRY);
    expect(theory.splitProbability).toBeCloseTo(0.0523, 4);
    expect(theory.floorMs).toBe(150 - 75 + 60);
    expect(assumptions).toContain('equal logs');
    expect(simulated?.summary.trials).toBe(2000);
    const p = theory.splitProbability!;
    const deviation = (simulated!.summary.firstTermSplitRate.value! - p) / Math.sqrt((p * (1 - p)) / 2000);
    expect(Math.abs(deviation)).toBeLessThan(3.5);
    expect(simulated!.summary.downtimeMs.min).toBeGreaterThanOrEqual(theory.floorMs!);
  });

  it('has its downtimes in ascending order', () => {
    const { simulated } = computePrediction(requestFor(), null, NO_HURRY);
    expect(simulated!.downtimesMs).toHaveLength(500);
    expect(simulated!.downtimesMs).toEqual(simulated!.downtimesMs.toSorted((a, b) => a - b));
  });

  it('is theory alone when no elections are asked for', () => {
    expect(computePrediction(requestFor({}, 0), null).simulated).toBeNull();
  });

  it('is the same for the same seed', () => {
    const downtimes = (): unknown => computePrediction(requestFor(), null, NO_HURRY).simulated!.downtimesMs;
    expect(downtimes()).toEqual(downtimes());
  });

  it('stops at its budget, and says how many elections it came to', () => {
    let nowMs = 0;
    // Each look at the time takes a millisecond: one at the start, one after each election.
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1));
    const { simulated } = computePrediction(requestFor({}, 100_000), null, 250);
    now.mockRestore();
    expect(simulated!.summary.trials).toBe(251);
  });

  it('takes longer where a handful is all that the budget allows, up to a hundred', () => {
    let nowMs = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1));
    const { simulated } = computePrediction(requestFor({}, 100_000), null, 30);
    now.mockRestore();
    expect(simulated!.summary.trials).toBe(100);
  });

  it('tells nothing of a handful of elections: all of them may be split', () => {
    const { simulated, assumptions, theory } = computePrediction(requestFor({}, 100_000), null, -1);
    expect(simulated).toBeNull();
    expect(assumptions.at(-1)).toBe('no simulation (there was time for too few elections: 1)');
    expect(theory.splitProbability).not.toBeNull();
  });

  it('tells of as few as were asked for', () => {
    expect(computePrediction(requestFor({}, 5), null, NO_HURRY).simulated!.summary.trials).toBe(5);
  });

  it('says why nothing is simulated where no leader lasts', () => {
    const { simulated, assumptions } = computePrediction(requestFor({ heartbeatMs: 5000 }), null);
    expect(simulated).toBeNull();
    expect(assumptions.at(-1)).toMatch(/No leader lasts until its crash/);
  });

  it('gives up elections that nobody can win, and counts them as capped', () => {
    const request = requestFor({ nodes: 2 }, 5);
    expect(computePrediction(request, null, NO_HURRY).simulated!.summary.capped).toBe(5);
  });
});

describe('client load', () => {
  const p50 = (clientLoadPerSecond: number, budgetMs: number): number =>
    computePrediction(requestFor({ ...latency15, clientLoadPerSecond }, 400), null, budgetMs).simulated!
      .summary.downtimeMs.p50!;

  it.each([5, 20, 100])('of %i commands a second counts as so many heartbeats when time is short', (load) => {
    // 999 ms are short, and enough for 400 elections without clients many times over.
    expect(Math.abs(p50(load, 999) - p50(load, NO_HURRY))).toBeLessThan(8);
    expect(p50(load, NO_HURRY)).toBeGreaterThan(p50(0, NO_HURRY));
  });

  it('leaves the heartbeat as it is where there is none', () => {
    const under = (clientLoadPerSecond: number, roundTripMs = 0) =>
      heartbeatUnderLoadMs({ heartbeatMs: 75, clientLoadPerSecond }, roundTripMs);
    expect(under(0)).toBe(75);
    expect(under(20)).toBeCloseTo(50 - 2500 / 225, 9);
    // Resets 30 and 20 ms apart: 26 ms as good as a period.
    expect(under(20, 30)).toBeCloseTo(26 - 676 / 225, 9);
    expect(under(20, 80)).toBeCloseTo(under(20, 30), 9);
    expect(under(1e9)).toBe(0.5);
  });
});

describe('the running cluster tells what its machine adds', () => {
  const floorWith = (running: RunningCluster | null): number =>
    computePrediction(requestFor(latency15, 0), running).theory.floorMs!;

  it('half the round trip is latency', () => {
    expect(floorWith(runningWith(0, { roundTripMs: 2 }))).toBeCloseTo(floorWith(null) + 4, 9);
  });

  it('less what its own settings add, whatever the settings asked about', () => {
    expect(floorWith(runningWith(15, { roundTripMs: 30.2 }))).toBeCloseTo(floorWith(null) + 0.4, 9);
    expect(floorWith(runningWith(40, { roundTripMs: 79 }))).toBe(floorWith(null));
  });

  it('nodes that are slow to react make a downtime longer, but split no more votes', () => {
    const narrow = { ...latency15, electionTimeoutMaxMs: 250 };
    const slow = { requestSpreadMs: [0.5], voteDelaySpreadMs: [20] };
    const of = (measured: Partial<RunningCluster['measured']>) =>
      computePrediction(requestFor(narrow, 2000), runningWith(15, measured), NO_HURRY);
    expect(of(slow).theory.floorMs).toBeCloseTo(of({}).theory.floorMs! + 4 * 20, 9);
    expect(of(slow).theory.splitProbability).toBe(of({}).theory.splitProbability);
    expect(of(slow).simulated!.summary.firstTermSplitRate.value).toBeLessThan(0.25);
    expect(of({ roundTripMs: 70 }).simulated!.summary.firstTermSplitRate.value).toBeGreaterThan(0.4);
  });

  it('its disk delays candidate and voter, unless there is none', () => {
    const medianOn = (durability: ClusterSettings['durability'], running: RunningCluster | null): number =>
      computePrediction(requestFor({ durability }), running, NO_HURRY).simulated!.summary.downtimeMs.p50!;
    const running = runningWith(0, { persistMs: 3 });
    expect(medianOn('fsync', running)).toBeCloseTo(medianOn('fsync', null) + 6, 0);
    expect(medianOn('memory', running)).toBe(medianOn('memory', null));
  });

  it('says so while it has not seen a durable write', () => {
    const assumed = (durability: ClusterSettings['durability'], running: RunningCluster | null): string =>
      computePrediction(requestFor({ durability }, 0), running).assumptions.join();
    expect(assumed('fsync', runningWith(0, {}))).toContain('no time for durable writes');
    expect(assumed('fsync', runningWith(0, { persistMs: 3 }))).not.toContain('durable writes');
    expect(assumed('memory', runningWith(0, {}))).not.toContain('durable writes');
    expect(assumed('fsync', null)).not.toContain('durable writes');
  });

  it('each write takes a time of its own: a median would split every vote of a range narrower than it', () => {
    const narrow = { electionTimeoutMinMs: 150, electionTimeoutMaxMs: 152, heartbeatMs: 75 };
    const splitsWith = (measured: Partial<RunningCluster['measured']>): number =>
      computePrediction(requestFor(narrow, 300), runningWith(0, measured), NO_HURRY).simulated!.summary
        .splitVoteRate.value!;
    const persistSpreadMs = Array.from({ length: 100 }, (_, i) => 0.08 * (i + 0.5));
    expect(splitsWith({ persistMs: 4 })).toBe(1);
    expect(splitsWith({ persistMs: 4, persistSpreadMs })).toBeLessThan(0.9);
  });
});

it('predicts at once where the lab runs from source', async () => {
  expect((await predict(requestFor({}, 10), null)).simulated?.summary.trials).toBe(10);
});
