import { describe, expect, it } from 'vitest';
import { medianDifference, proportionDifference } from '../../../src/lab/statistics/difference';
import { seededRandom } from '../../../src/node/random';
import { wilson } from '../../../src/shared/proportion';

describe('the difference of two proportions', () => {
  it.each([
    // Newcombe 1998, table II, method 10.
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [6, 7, 2, 7, 0.5714, 0.0582, 0.8062],
    [5, 56, 0, 29, 0.0893, -0.0381, 0.1926],
    [0, 10, 0, 20, 0, -0.1611, 0.2775],
    [10, 10, 0, 20, 1, 0.6791, 1],
  ])('%i/%i − %i/%i is as published', (a, m, b, n, value, low, high) => {
    const difference = proportionDifference(wilson(a, m), wilson(b, n));
    expect(difference.value).toBeCloseTo(value, 4);
    expect(difference.low).toBeCloseTo(low, 4);
    expect(difference.high).toBeCloseTo(high, 4);
  });

  it('is unknown without trials', () => {
    expect(proportionDifference(wilson(0, 0), wilson(1, 2))).toEqual({ value: null, low: null, high: null });
  });
});

describe('the difference of two medians', () => {
  const exponential = (n: number, meanMs: number, seed: number) => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: n }, () => -meanMs * Math.log(1 - random())).sort();
  };
  const whole = (sorted: ArrayLike<number>) => ({ sorted, censored: 0 });

  it('repeats with its seed', () => {
    const [a, b] = [whole(exponential(101, 100, 1)), whole(exponential(80, 150, 2))];
    expect(medianDifference(a, b, 7)).toEqual(medianDifference(a, b, 7));
    expect(medianDifference(a, b, 7)).not.toEqual(medianDifference(a, b, 8));
  });

  it('is of the medians themselves, capped trials the longest', () => {
    expect(medianDifference(whole([1, 2, 3]), whole([10, 20, 30]), 1).value).toBe(-18);
    expect(medianDifference({ sorted: [1, 2, 3], censored: 2 }, whole([1, 2, 3]), 1).value).toBe(1);
  });

  it('has the interval that seven samples give: their second and sixth', () => {
    // Four of seven draws are the smallest with 1.0%, one of the two smallest with 10.8%: 2.5% lies between.
    const seven = whole([1, 2, 3, 4, 5, 6, 7]);
    expect(medianDifference(seven, whole([0, 0, 0]), 1)).toEqual({ value: 4, low: 2, high: 6 });
  });

  it('has the interval that drawing whole resamples gives', () => {
    const [a, b] = [exponential(40, 100, 3), exponential(50, 160, 4)];
    const random = seededRandom(5);
    const median = (sorted: Float64Array) => {
      const drawn = sorted.map(() => sorted[Math.floor(random() * sorted.length)]!).sort();
      return (drawn[sorted.length / 2 - 1]! + drawn[sorted.length / 2]!) / 2;
    };
    const drawn = Float64Array.from({ length: 4000 }, () => median(a) - median(b)).sort();
    const { low, high } = medianDifference(whole(a), whole(b), 1);
    expect(Math.abs(low! - drawn[100]!)).toBeLessThan(8);
    expect(Math.abs(high! - drawn[3899]!)).toBeLessThan(8);
  });

  it('covers the true difference about 95 times in 100', () => {
    const truth = 100 * Math.LN2 - 150 * Math.LN2;
    let covered = 0;
    for (let i = 0; i < 150; i++) {
      const { low, high } = medianDifference(
        whole(exponential(60, 100, 2 * i)),
        whole(exponential(60, 150, 2 * i + 1)),
        i,
      );
      if (low! <= truth && truth <= high!) covered += 1;
    }
    expect(covered / 150).toBeGreaterThan(0.9);
    expect(covered / 150).toBeLessThan(1);
  });

  it('counts capped trials as longer than everything: what they leave open is not told', () => {
    const a = { sorted: exponential(60, 100, 9), censored: 40 };
    const b = whole(exponential(100, 100, 10));
    expect(medianDifference(a, b, 1).value).toBeGreaterThan(0);
    expect(medianDifference({ ...a, censored: 70 }, b, 1)).toEqual({ value: null, low: null, high: null });
    expect(medianDifference({ ...a, censored: 55 }, b, 1).high).toBeNull();
  });
});
