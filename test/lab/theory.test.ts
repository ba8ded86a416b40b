import { describe, expect, it } from 'vitest';
import {
  electionModel,
  firstTimeoutMeanMs,
  floorDowntimeMs,
  meanDowntimeMs,
  splitProbability,
  theoryAssumptions,
  type ElectionModel,
} from '../../src/lab/theory';
import { seededRandom } from '../../src/node/random';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';

const FIVE: ElectionModel = {
  servers: 5,
  alive: 4,
  minMs: 150,
  widthMs: 150,
  latencyMs: 0,
  reactionMs: 0,
  heartbeatMs: 75,
  preVote: false,
};

describe('the probability of a split vote (thesis, chapter 9)', () => {
  it.each([
    // servers, alive, latency as a share of the range, worked value
    [5, 4, 0.01, 0.0006],
    [5, 4, 0.1, 0.052],
    [5, 4, 0.2, 0.181],
    [5, 3, 0.2, 0.488],
    [9, 8, 0.2, 0.056],
    [9, 5, 0.2, 0.672],
  ])('for %i servers, %i alive, latency at %f of the range is %f', (servers, alive, share, worked) => {
    const p = splitProbability({ servers, alive, latencyMs: share * 100, widthMs: 100 });
    expect(p).toBeCloseTo(worked, share === 0.01 ? 4 : 3);
  });

  it('agrees with drawing timeouts and counting', () => {
    const random = seededRandom(11);
    const runs = 20_000;
    let splits = 0;
    for (let run = 0; run < runs; run++) {
      const [first, , third] = Array.from({ length: 4 }, random).sort((a, b) => a - b);
      if (third! - first! <= 0.2) splits += 1;
    }
    const p = splitProbability({ servers: 5, alive: 4, latencyMs: 20, widthMs: 100 })!;
    expect(Math.abs(splits / runs - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / runs));
  });

  it('is certain once latency reaches the range, and unknown without a majority', () => {
    expect(splitProbability({ servers: 5, alive: 4, latencyMs: 100, widthMs: 100 })).toBe(1);
    expect(splitProbability({ servers: 5, alive: 4, latencyMs: 0, widthMs: 0 })).toBe(1);
    expect(splitProbability({ servers: 5, alive: 2, latencyMs: 1, widthMs: 100 })).toBeNull();
  });

  it('two servers split whenever both stand; one alone never does', () => {
    // |X − Y| of two uniform draws is at most l with probability 1 − (1 − l)².
    expect(splitProbability({ servers: 2, alive: 2, latencyMs: 10, widthMs: 100 })).toBeCloseTo(0.19, 12);
    expect(splitProbability({ servers: 2, alive: 1, latencyMs: 10, widthMs: 100 })).toBeNull();
    expect(splitProbability({ servers: 1, alive: 1, latencyMs: 10, widthMs: 100 })).toBe(0);
    expect(splitProbability({ servers: 1, alive: 1, latencyMs: 100, widthMs: 0 })).toBe(0);
  });
});

describe('the first timeout', () => {
  it('comes a (s + 1)-th of the width after the minimum, on average', () => {
    expect(firstTimeoutMeanMs(FIVE)).toBe(180);
    // It is the least of four draws, and a mean is the area above its distribution function.
    const stillWaiting = (t: number) => (t < 150 ? 1 : (1 - (t - 150) / 150) ** 4);
    let area = 0;
    for (let t = 0; t < 300; t += 0.1) area += stillWaiting(t) * 0.1;
    expect(area).toBeCloseTo(180, 0);
  });
});

describe('mean downtime', () => {
  it('is first timeout and four messages, less half a heartbeat interval', () => {
    expect(meanDowntimeMs(FIVE)).toBeCloseTo(150 + 150 / 5 - 37.5, 9);
    const p = splitProbability({ ...FIVE, latencyMs: 15 })!;
    expect(meanDowntimeMs({ ...FIVE, latencyMs: 15 })).toBeCloseTo(
      150 + 30 + 60 - 37.5 + (p / (1 - p)) * (150 + 30 + 15),
      9,
    );
  });

  it('takes a round trip more with PreVote', () => {
    const latencyMs = 0.1;
    const more =
      meanDowntimeMs({ ...FIVE, latencyMs, preVote: true })! - meanDowntimeMs({ ...FIVE, latencyMs })!;
    expect(more).toBeCloseTo(2 * latencyMs, 4);
  });

  it('is not given where it does not hold', () => {
    expect(meanDowntimeMs({ ...FIVE, latencyMs: 50 })).toBeNull();
    expect(meanDowntimeMs({ ...FIVE, alive: 2 })).toBeNull();
    expect(meanDowntimeMs({ ...FIVE, heartbeatMs: 150 })).toBeNull();
  });

  it('is given up to 30% split terms', () => {
    // Two servers: 1 − (1 − l)², 29.4% and 30.3%.
    const two = (latencyMs: number) =>
      meanDowntimeMs({ ...FIVE, servers: 2, alive: 2, widthMs: 100, latencyMs });
    expect(two(16)).not.toBeNull();
    expect(two(16.5)).toBeNull();
  });

  it('has its floor at a crash just before the next heartbeat', () => {
    expect(floorDowntimeMs({ ...FIVE, latencyMs: 1 })).toBe(79);
    expect(floorDowntimeMs({ ...FIVE, alive: 1 })).toBeNull();
    expect(floorDowntimeMs({ ...FIVE, heartbeatMs: 150 })).toBeNull();
  });
});

describe('what the formulas assume', () => {
  it('is said along with what the settings leave out', () => {
    const said = theoryAssumptions({
      ...DEFAULT_SETTINGS,
      latency: { kind: 'uniform', minMs: 30, maxMs: 40 },
      loss: 0.01,
    }).join(' ');
    expect(said).toMatch(/the median of 35 ms/);
    expect(said).toMatch(/although 1% is set/);
    expect(theoryAssumptions(DEFAULT_SETTINGS).join(' ')).not.toMatch(/although/);
    expect(theoryAssumptions(DEFAULT_SETTINGS)).toContain('the same latency for every message');
  });

  it('names client load where there is some: it resets the timers as heartbeats do', () => {
    expect(theoryAssumptions(DEFAULT_SETTINGS).join(' ')).not.toMatch(/client load/);
    expect(theoryAssumptions({ ...DEFAULT_SETTINGS, clientLoadPerSecond: 1 }).join(' ')).toMatch(
      /client load/,
    );
  });

  it('takes the machine’s own latency in', () => {
    expect(electionModel(DEFAULT_SETTINGS)).toMatchObject({ latencyMs: 0, reactionMs: 0, widthMs: 150 });
    const model = electionModel(DEFAULT_SETTINGS, { ownLatencyMs: 0.05, reactionMs: 0 });
    expect(model).toMatchObject({ servers: 5, alive: 4, latencyMs: 0.05 });
  });

  it('takes in how long servers need to react: in every message of a downtime, in no split vote', () => {
    const slow = { ...FIVE, latencyMs: 10, reactionMs: 2 };
    const quick = { ...FIVE, latencyMs: 10 };
    expect(splitProbability(slow)).toBe(splitProbability(quick));
    expect(floorDowntimeMs(slow)).toBe(floorDowntimeMs(quick)! + 4 * 2);
    expect(meanDowntimeMs(slow)).toBeGreaterThan(meanDowntimeMs(quick)! + 4 * 2);
  });
});
