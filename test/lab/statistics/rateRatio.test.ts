import { describe, expect, it } from 'vitest';
import { rateRatio } from '../../../src/lab/statistics/rateRatio';

const ratio = (a: number, b: number, perA = 1, perB = 1) =>
  rateRatio({ events: a, exposure: perA }, { events: b, exposure: perB });

describe('the ratio of two Poisson rates', () => {
  it('has the ends of the exact binomial interval: 2 of 17, 1.5% to 36.4%', () => {
    const { value, low, high } = ratio(2, 15);
    expect(value).toBeCloseTo(2 / 15, 12);
    expect(low).toBeCloseTo(0.01457 / (1 - 0.01457), 4);
    expect(high).toBeCloseTo(0.36441 / (1 - 0.36441), 4);
  });

  it('is of rates: twice the time makes half of it', () => {
    const { value, low, high } = ratio(2, 15, 2);
    const once = ratio(2, 15);
    expect(value).toBeCloseTo((once.value ?? 0) / 2, 12);
    expect(low).toBeCloseTo((once.low ?? 0) / 2, 12);
    expect(high).toBeCloseTo((once.high ?? 0) / 2, 12);
  });

  it.each([
    [3, 8],
    [90, 101],
    [500, 700],
  ])('turned round it is the inverse (%i and %i events)', (a, b) => {
    const there = ratio(a, b, 3, 2);
    const back = ratio(b, a, 2, 3);
    expect((there.low ?? 0) * (back.high ?? 0)).toBeCloseTo(1, 9);
    expect((there.high ?? 0) * (back.low ?? 0)).toBeCloseTo(1, 9);
  });

  it('is nearly the same where it stops being exact', () => {
    const exact = ratio(100, 5000);
    const normal = ratio(101, 5050);
    expect((normal.low ?? 0) / (exact.low ?? 1)).toBeCloseTo(1, 1);
    expect((normal.high ?? 0) / (exact.high ?? 1)).toBeCloseTo(1, 1);
  });

  it('without events of the second is open above: 8 against none are at least 1.7 times as many', () => {
    // 0.025 ** (1 / 8) = 0.6306: the share that all of 8 have with a probability of 2.5%.
    const { value, low, high } = ratio(8, 0);
    expect(value).toBeNull();
    expect(low).toBeCloseTo(0.63058 / (1 - 0.63058), 3);
    expect(high).toBeNull();
  });

  it('without events of the first is 0, with an upper end', () => {
    const { value, low, high } = ratio(0, 8);
    expect([value, low]).toEqual([0, 0]);
    expect(high).toBeCloseTo((1 - 0.63058) / 0.63058, 3);
  });

  it('is not known without events, or where nothing was watched', () => {
    const unknown = { value: null, low: null, high: null };
    expect(ratio(0, 0)).toEqual(unknown);
    expect(ratio(3, 4, 0)).toEqual(unknown);
  });
});
