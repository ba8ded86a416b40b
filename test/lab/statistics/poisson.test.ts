import { describe, expect, it } from 'vitest';
import { poissonInterval } from '../../../src/lab/statistics/poisson';

describe('the 95% interval of a Poisson mean', () => {
  it.each([
    // events, low, high: Garwood 1936, as tabulated in Breslow & Day 1987, table 2.10
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [2, 0.2422, 7.225],
    [5, 1.623, 11.67],
    [10, 4.795, 18.39],
    [20, 12.22, 30.89],
    [100, 81.36, 121.6],
  ])('of %i events is %f to %f', (events, low, high) => {
    expect(poissonInterval(events).low).toBeCloseTo(low, low < 10 ? 3 : 1);
    expect(poissonInterval(events).high).toBeCloseTo(high, high < 10 ? 2 : 1);
  });

  it('has a lower bound of exactly 0 with no events', () => {
    expect(poissonInterval(0).low).toBe(0);
  });

  it.each([
    // Exact: half the 2.5th percentile of χ² with 2n degrees of freedom, and half the 97.5th with 2n + 2.
    [101, 82.266, 122.724],
    [200, 173.241, 229.722],
    [1000, 938.973, 1063.952],
  ])('of %i events, by approximation, is %f to %f', (events, low, high) => {
    expect(poissonInterval(events).low).toBeCloseTo(low, 2);
    expect(poissonInterval(events).high).toBeCloseTo(high, 2);
  });

  it('goes on smoothly where it is no longer computed exactly', () => {
    const widths = [99, 100, 101, 102].map((events) => {
      const { low, high } = poissonInterval(events);
      return { low: low - events, high: high - events };
    });
    for (let i = 1; i < widths.length; i++) {
      expect(widths[i]!.low - widths[i - 1]!.low).toBeCloseTo(-0.1, 1);
      expect(widths[i]!.high - widths[i - 1]!.high).toBeCloseTo(0.1, 1);
    }
  });
});
