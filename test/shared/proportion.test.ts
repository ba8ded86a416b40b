import { describe, expect, it } from 'vitest';
import { trialsForHalfWidth, wilson } from '../../src/shared/proportion';
import { seededRandom } from '../../src/node/random';

describe('wilson', () => {
  it.each([
    // Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %i in %i', (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('has an upper bound for zero events', () => {
    expect(wilson(0, 100)).toMatchObject({ value: 0, low: 0 });
    expect(wilson(0, 100).high).toBeCloseTo(0.037, 3);
    expect(wilson(100, 100)).toMatchObject({ value: 1, high: 1 });
  });

  it('is within 0 and 1 and around the proportion, and reaches 0 and 1 exactly where all trials agree', () => {
    for (let n = 1; n <= 300; n++) {
      expect(wilson(0, n).low).toBe(0);
      expect(wilson(n, n).high).toBe(1);
      for (const successes of [0, 1, n >> 1, n - 1, n]) {
        const { value, low, high } = wilson(successes, n);
        expect(0 <= low && low <= value! && value! <= high && high <= 1).toBe(true);
      }
    }
    expect(wilson(1e9 - 1, 1e9).high).toBeLessThan(1);
    expect(wilson(0, 0)).toEqual({ value: null, low: 0, high: 1, successes: 0, n: 0 });
  });

  it('covers the true proportion about 95 times in 100', () => {
    const random = seededRandom(1);
    const p = 0.052;
    let covered = 0;
    for (let run = 0; run < 2000; run++) {
      let successes = 0;
      for (let trial = 0; trial < 400; trial++) if (random() < p) successes += 1;
      const { low, high } = wilson(successes, 400);
      if (low <= p && p <= high) covered += 1;
    }
    expect(covered / 2000).toBeGreaterThan(0.93);
    expect(covered / 2000).toBeLessThan(0.975);
  });
});

describe('trialsForHalfWidth', () => {
  it.each([
    // docs/measuring.md; its figures were found in steps of 1%, so they may lie above the exact ones by as much.
    [0.01, 457],
    [0.05, 1851],
    [0.2, 6165],
    [0.5, 9675],
  ])('asks for ±0.01 at %f for about %i trials', (p, documented) => {
    const trials = trialsForHalfWidth(p, 0.01);
    expect(trials).toBeLessThanOrEqual(documented);
    expect(trials * 1.01 + 1).toBeGreaterThanOrEqual(documented);
  });

  it('is exact: one trial fewer is too few', () => {
    // At p = ½ the half-width is z / (2 √(n + z²)) in closed form: n = 2500·z²·… − z² = 9600.
    expect(trialsForHalfWidth(0.5, 0.01)).toBe(9600);
    const { low, high } = wilson(4800, 9600);
    expect((high - low) / 2).toBeLessThanOrEqual(0.01);
  });
});
