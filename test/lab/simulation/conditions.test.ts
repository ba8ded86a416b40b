import { describe, expect, it } from 'vitest';
import { simulated, summaryOf, trialsOf } from './experiments';

const SPLITS = { trials: 5000 };
/** Four survivors at 0.1 ms one way and a range 5 ms wide (docs/measuring.md): an exact clock splits 0.23%. */
const NARROW = {
  electionTimeoutMinMs: 150,
  electionTimeoutMaxMs: 155,
  latency: { kind: 'fixed', ms: 0.1 },
} as const;

/** Three or four of four timers in the first tick that has any, when the first comes `phaseMs` after the shortest. */
function splitByTicks(quantumMs: number, phaseMs: number, widthMs: number): number {
  let sum = 0;
  for (let fromMs = phaseMs - quantumMs; fromMs < widthMs; fromMs += quantumMs) {
    const p = (Math.min(widthMs, fromMs + quantumMs) - Math.max(0, fromMs)) / widthMs;
    const later = (widthMs - Math.min(widthMs, fromMs + quantumMs)) / widthMs;
    sum += 4 * p ** 3 * later + p ** 4;
  }
  return sum;
}

describe('timers that are due only at ticks', () => {
  it.each([
    // Counted from the last heartbeat: 150 ms is a multiple of 1 ms, and 2 ms more than one of 4 ms.
    [1, 0, 0.07],
    [4, 2, 0.31],
  ])('of %i ms for all servers split votes that they should not', (timerQuantumMs, phaseMs, published) => {
    const environment = { timerQuantumMs, timerPhase: NARROW.latency.ms };
    const { firstTermSplitRate } = summaryOf(simulated({ ...SPLITS, environment }, NARROW));
    const p = splitByTicks(timerQuantumMs, phaseMs, 5);
    expect(p).toBeCloseTo(published, 2);
    const deviation = (firstTermSplitRate.value! - p) / Math.sqrt((p * (1 - p)) / SPLITS.trials);
    expect(Math.abs(deviation)).toBeLessThan(3.5);
  });

  it('that differ from server to server do not', () => {
    const environment = { timerQuantumMs: 1, timerPhase: 'own' };
    const { firstTermSplitRate } = summaryOf(simulated({ ...SPLITS, environment }, NARROW));
    expect(firstTermSplitRate.value!).toBeLessThan(0.02);
  });

  it('make no trial unclean: the server itself does not know of them', () => {
    const { clean } = summaryOf(simulated({ environment: { timerQuantumMs: 0.1 } }, NARROW));
    expect(clean).toBe(40);
  });
});

describe('clocks that drift', () => {
  it('move the first timeout, earlier for one that is fast', () => {
    const least = (clockDriftPpm: number): number =>
      Math.min(
        ...trialsOf(simulated({ trials: 400, environment: { clockDriftPpm } })).map((t) => t.downtimeMs!),
      );
    expect(least(100_000)).toBeLessThan(least(0) - 2);
  });
});

describe('a range of their own for candidates', () => {
  it('shortens the second term, not the first', () => {
    const crowded = { ...NARROW, latency: { kind: 'fixed', ms: 3 } } as const;
    const wish = { trials: 300 };
    const alike = summaryOf(simulated(wish, crowded));
    const apart = summaryOf(
      simulated({ ...wish, conditions: { candidateTimeout: { minMs: 10, maxMs: 60 } } }, crowded),
    );
    expect(apart.firstTermSplitRate.value!).toBeCloseTo(alike.firstTermSplitRate.value!, 1);
    expect(apart.downtimeMs.mean!).toBeLessThan(alike.downtimeMs.mean! / 2);
  });
});

describe('ranges of single servers', () => {
  it('let the one with the shortest win', () => {
    const nodeTimeouts = [{ node: 4, range: { minMs: 100, maxMs: 110 } }];
    const winners = trialsOf(simulated({ conditions: { nodeTimeouts } })).map(({ newLeader }) => newLeader);
    expect(new Set(winners)).toEqual(new Set([4]));
  });
});

describe('the crash offset', () => {
  it('may be fixed: the leader crashes always that long after its heartbeat', () => {
    const floor = (crashOffset: number): number =>
      summaryOf(simulated({ trials: 400, conditions: { crashOffset } })).downtimeMs.min!;
    expect(floor(0) - floor(1)).toBeCloseTo(75, 6);
  });
});

describe('without a synchronised heartbeat', () => {
  it('clients still decide how fresh the followers’ timers are', () => {
    const conditions = { synchronisedHeartbeat: false };
    const { downtimeMs, capped } = summaryOf(simulated({ conditions }, { clientLoadPerSecond: 20 }));
    expect(capped).toBe(0);
    expect(downtimeMs.min).toBeGreaterThan(90);
  });
});

describe('bursts of loss', () => {
  it('lose elections: what was lost in one is not taken for overtaken by a higher term', () => {
    const environment = { lossBursts: { meanGapMs: 500, meanLengthMs: 500 } };
    const trials = trialsOf(simulated({ trials: 300, environment }));
    const count = (column: 'lostTerms' | 'preemptedTerms'): number =>
      trials.reduce((sum, trial) => sum + trial[column], 0);
    expect(count('lostTerms')).toBeGreaterThan(5 * count('preemptedTerms'));
  });
});
