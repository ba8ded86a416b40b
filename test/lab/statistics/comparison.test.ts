import { describe, expect, it } from 'vitest';
import { bootstrapMean } from '../../../src/lab/statistics/bootstrap';
import { dkwHalfWidth, ecdf } from '../../../src/lab/statistics/ecdf';
import { kolmogorovSmirnov } from '../../../src/lab/statistics/kolmogorovSmirnov';
import { ascending } from '../../../src/lab/statistics/quantile';
import { seededRandom } from '../../../src/node/random';

function exponentialSamples(n: number, mean: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, () => -mean * Math.log(1 - random())).sort();
}

describe('ecdf', () => {
  it('is the share of samples at or below x', () => {
    const samples = ascending([1, 2, 2, 3]);
    expect([0, 1, 2, 2.5, 3].map((x) => ecdf(samples, x))).toEqual([0, 0.25, 0.75, 0.75, 1]);
  });

  it('never reaches 1 when trials were capped', () => {
    expect(ecdf(ascending([1, 2, 3]), 1e9, 1)).toBe(0.75);
  });
});

describe('dkwHalfWidth', () => {
  it('is √(ln(2/α) / 2n)', () => {
    expect(dkwHalfWidth(1000)).toBeCloseTo(0.04295, 5);
    expect(dkwHalfWidth(0)).toBe(1);
    expect(dkwHalfWidth(1)).toBe(1);
  });

  it('holds the whole distribution function at least 95 times in 100', () => {
    const runs = 5000;
    const n = 100;
    const half = dkwHalfWidth(n);
    const random = seededRandom(5);
    let within = 0;
    for (let run = 0; run < runs; run++) {
      const sorted = Float64Array.from({ length: n }, random).sort();
      // For uniform samples the true function is x itself; the distance is greatest just before or at a step.
      if (sorted.every((x, i) => Math.abs((i + 1) / n - x) <= half && Math.abs(i / n - x) <= half))
        within += 1;
    }
    expect(within / runs).toBeGreaterThan(0.94);
  });
});

describe('kolmogorovSmirnov', () => {
  it('is the greatest distance between the two functions', () => {
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6])?.distance).toBe(0.5);
    expect(kolmogorovSmirnov([1, 2], [3, 4])?.distance).toBe(1);
    expect(kolmogorovSmirnov([1, 2, 2, 3], [1, 2, 2, 3])?.distance).toBe(0);
  });

  it('has the 5% limit 1.358 √((n + m) / nm)', () => {
    const thousand = new Float64Array(1000);
    expect(kolmogorovSmirnov(thousand, thousand)?.limit).toBeCloseTo(0.0607, 4);
  });

  it('sees that one of two runs hit the cap', () => {
    expect(kolmogorovSmirnov([1, 2], [1, 2], { a: 0, b: 2 })?.distance).toBe(0.5);
  });

  it('is found at the least x at which it is greatest, beyond the end of either sample, too', () => {
    expect(kolmogorovSmirnov([3, 4], [1, 2])).toMatchObject({ distance: 1, at: { x: 2, a: 0, b: 1 } });
    expect(kolmogorovSmirnov([1, 4], [2, 3])?.at).toEqual({ x: 1, a: 0.5, b: 0 });
    const capped = kolmogorovSmirnov([1], [1, 2, 3, 4], { a: 3, b: 0 });
    expect(capped).toMatchObject({ distance: 0.75, at: { x: 4, a: 0.25, b: 1 } });
  });

  it('is nowhere for the same samples, and tells what both functions are at the first of them', () => {
    expect(kolmogorovSmirnov([1, 2, 2, 3], [1, 2, 2, 3])?.at).toEqual({ x: 1, a: 0.25, b: 0.25 });
    const allCapped = kolmogorovSmirnov([], [], { a: 2, b: 3 });
    expect(allCapped).toMatchObject({ distance: 0, at: { x: Infinity, a: 0, b: 0 } });
  });

  it('cannot tell anything from no samples', () => {
    expect(kolmogorovSmirnov([], [1])).toBeNull();
  });

  it('exceeds its limit one time in twenty for samples of one distribution', () => {
    const runs = 1000;
    let exceeded = 0;
    for (let run = 0; run < runs; run++) {
      const ks = kolmogorovSmirnov(exponentialSamples(200, 5, run), exponentialSamples(200, 5, run + runs));
      if (ks !== null && ks.distance > ks.limit) exceeded += 1;
    }
    expect(exceeded / runs).toBeGreaterThan(0.02);
    expect(exceeded / runs).toBeLessThan(0.07);
  });
});

describe('bootstrapMean', () => {
  it('needs two samples', () => {
    expect(bootstrapMean([1], 1)).toBeNull();
    expect(bootstrapMean([1, 3], 1)).toEqual({ mean: 2, low: 1, high: 3 });
  });

  it('has no width where all samples are alike', () => {
    expect(bootstrapMean([5, 5, 5], 1)).toEqual({ mean: 5, low: 5, high: 5 });
  });

  it('is the same for the same seed', () => {
    const samples = exponentialSamples(300, 40, 1);
    expect(bootstrapMean(samples, 9)).toEqual(bootstrapMean(samples, 9));
    expect(bootstrapMean(samples, 9)).not.toEqual(bootstrapMean(samples, 10));
  });

  it('covers the true mean about 95 times in 100', () => {
    const runs = 300;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const interval = bootstrapMean(exponentialSamples(100, 40, run), run);
      if (interval !== null && interval.low <= 40 && 40 <= interval.high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.99);
  });

  it('passes into the normal interval with many samples', () => {
    const few = bootstrapMean(exponentialSamples(9_999, 40, 3), 1)!;
    const many = bootstrapMean(exponentialSamples(10_000, 40, 3), 1)!;
    expect((many.high - many.low) / (few.high - few.low)).toBeCloseTo(1, 1);
  });
});
