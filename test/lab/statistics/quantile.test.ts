import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ascending,
  innerQuantile,
  isInnerQuantile,
  quantile,
  quantileInterval,
  quantileRanks,
} from '../../../src/lab/statistics/quantile';
import { SortedSamples } from '../../../src/lab/statistics/sortedSamples';
import { seededRandom } from '../../../src/node/random';

describe('quantile', () => {
  it('interpolates as NumPy does by default', () => {
    const samples = ascending([1, 2, 4, 8, 16]);
    // numpy.quantile([1, 2, 4, 8, 16], [0, .1, .5, .9, 1])
    expect([0, 0.1, 0.5, 0.9, 1].map((p) => quantile(samples, p))).toEqual([
      1,
      expect.closeTo(1.4, 12),
      4,
      expect.closeTo(12.8, 12),
      16,
    ]);
  });

  it('is unknown without samples, and inside the censored tail', () => {
    expect(quantile(ascending([]), 0.5)).toBeNull();
    expect(quantile(ascending([1, 2]), 0.5, 2)).toBeNull();
    expect(quantile(ascending([1, 2, 3]), 0.5, 2)).toBe(3);
  });
});

it('a quantile is within the samples where one of them at least is expected beyond it, on either side', () => {
  const fewest = (p: number) => [1, 2, 9, 10, 99, 100].find((n) => isInnerQuantile(n, p));
  expect([0.01, 0.1, 0.5, 0.9, 0.99].map(fewest)).toEqual([100, 10, 2, 10, 100]);
  expect(innerQuantile(ascending([1, 2, 3]), 0.9)).toBeNull();
  expect(innerQuantile(ascending([1, 2, 3]), 0.5)).toBe(2);
});

describe('quantileRanks', () => {
  it('are 469–532 for the median and 983–997 for p99 at n = 1000', () => {
    expect(quantileRanks(1000, 0.5)).toEqual({ low: 469, high: 532 });
    expect(quantileRanks(1000, 0.99)).toEqual({ low: 983, high: 997 });
  });

  it('leave a bound open where no sample gives it', () => {
    expect(quantileRanks(100, 0.99)).toMatchObject({ high: null });
    expect(quantileRanks(5, 0.5)).toEqual({ low: null, high: null });
    // Six samples are the fewest with which the extremes bound the median at 95%.
    expect(quantileRanks(6, 0.5)).toEqual({ low: 1, high: 6 });
  });

  it('are none without samples', () => {
    expect(quantileRanks(0, 0.5)).toEqual({ low: null, high: null });
  });

  it('are read from the samples, of which the censored are the last', () => {
    const known = ascending(Array.from({ length: 990 }, (_, i) => i + 1));
    expect(quantileInterval(known, 0.5, 10)).toEqual({ low: 469, high: 532 });
    expect(quantileInterval(known, 0.99, 10)).toEqual({ low: 983, high: null });
    expect(quantileInterval(ascending([1, 2, 3, 4, 5, 6]), 0.5)).toEqual({ low: 1, high: 6 });
  });

  it('hold for a million samples', () => {
    // Normal approximation: 500,000 ± 1.96 · 500.
    expect(quantileRanks(1_000_000, 0.5)).toEqual({ low: 499_020, high: 500_981 });
  });

  it('cover the true quantile at least 95 times in 100', () => {
    const random = seededRandom(2);
    const runs = 2000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const sorted = Float64Array.from({ length: 200 }, random).sort();
      const { low, high } = quantileInterval(ascending(sorted), 0.9);
      if ((low ?? -Infinity) <= 0.9 && 0.9 <= (high ?? Infinity)) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.94);
  });
});

describe('SortedSamples', () => {
  it('keeps whatever comes in ascending order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 5000 }), (values) => {
        const samples = new SortedSamples();
        for (const value of values) samples.add(value);
        const sorted = Float64Array.from(values).sort();
        expect(Array.from(samples.toArray(), Number)).toEqual(Array.from(sorted, (x) => (x === 0 ? x : x)));
      }),
      { numRuns: 20 },
    );
  });

  it('finds every rank across its chunks', () => {
    const samples = new SortedSamples();
    const random = seededRandom(3);
    for (let i = 0; i < 10_000; i++) samples.add(Math.floor(random() * 500));
    const sorted = samples.toArray();
    expect(sorted.every((value, rank) => samples.at(rank) === value)).toBe(true);
    expect(sorted.every((value, rank) => rank === 0 || value >= sorted[rank - 1]!)).toBe(true);
    expect(samples.at(10_000)).toBeUndefined();
    expect(samples.mean).toBeCloseTo(sorted.reduce((a, b) => a + b) / 10_000, 9);
  });
});
