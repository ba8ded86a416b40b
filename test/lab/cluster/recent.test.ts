import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentValues } from '../../../src/lab/cluster/recent';

describe('values of the last while', () => {
  it('knows nothing before there is anything', () => {
    expect(new RecentValues(1000, 10).quantile(0.5, 0)).toBeNull();
  });

  it('a quantile is within 1% of the exact order statistic', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 50_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0, 0.5, 0.9, 0.99, 1),
        (values, q) => {
          const recent = new RecentValues(1000, 4);
          for (const value of values) recent.add(5, value);
          const exact = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)]!;
          const told = recent.quantile(q, 5)!;
          expect(Math.abs(told - exact) / exact).toBeLessThan(0.0101);
        },
      ),
    );
  });

  it('forgets what is older than its span, a slice at a time', () => {
    const recent = new RecentValues(1000, 10);
    recent.add(50, 1);
    recent.add(500, 2);
    expect(recent.count(999)).toBe(2);
    expect(recent.count(1050)).toBe(1);
    expect(recent.count(1600)).toBe(0);
    recent.add(5050, 3);
    expect(recent.count(5050)).toBe(1);
  });

  it('a value that comes too late for its slice is not counted into a newer one', () => {
    const recent = new RecentValues(1000, 10);
    recent.add(2050, 7);
    recent.add(50, 7);
    expect(recent.count(2050)).toBe(1);
  });

  it('takes 0 and what is beyond its scale', () => {
    const recent = new RecentValues(1000, 1);
    recent.add(0, 0);
    expect(recent.quantile(1, 0)).toBe(0);
    recent.add(0, 1e9);
    expect(recent.quantile(1, 0)).toBeGreaterThan(90_000);
  });

  it('have a spread: the middles of equal shares', () => {
    const values = new RecentValues(1000, 10);
    expect(values.spread(4, 0)).toEqual([]);
    for (let ms = 1; ms <= 100; ms += 1) values.add(0, ms);
    const spread = values.spread(4, 0);
    expect(spread).toHaveLength(4);
    for (const [i, middle] of [13, 38, 63, 88].entries()) expect(spread[i]! / middle).toBeCloseTo(1, 1);
  });
});
