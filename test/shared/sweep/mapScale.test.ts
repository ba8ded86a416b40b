import { describe, expect, it } from 'vitest';
import { placeOf, scaleOf, ticksOf } from '../../../src/shared/sweep/mapScale';

describe('the scale of a map', () => {
  it('begins at zero for rates, and stands them by their square root', () => {
    const scale = scaleOf([0.002, 0.43], 'share');
    expect(scale).toEqual({ kind: 'root', min: 0, max: 0.6 });
    expect(placeOf(scale, 0)).toBe(0);
    expect(placeOf(scale, 0.15)).toBeCloseTo(0.5, 6);
    expect(scaleOf([0.97], 'share').max).toBe(1);
  });

  it('stands times by their logarithm once they differ tenfold', () => {
    expect(scaleOf([100, 900], 'ms').kind).toBe('linear');
    const wide = scaleOf([100, 10_000], 'ms');
    expect(wide).toEqual({ kind: 'log', min: 100, max: 10_000 });
    expect(placeOf(wide, 1000)).toBeCloseTo(0.5, 6);
  });

  it('has room for every value, and a place for a single one', () => {
    for (const values of [[150], [150, 151], [0.4, 0.9], [2, 3000]]) {
      const scale = scaleOf(values, 'ms');
      const places = values.map((value) => placeOf(scale, value));
      expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
      expect(scale.max).toBeGreaterThan(scale.min);
    }
    expect(scaleOf([], 'share')).toEqual({ kind: 'linear', min: 0, max: 1 });
  });

  it('is read off at round values in rising order', () => {
    expect(ticksOf(scaleOf([0.002, 0.43], 'share'))).toContain(0.2);
    expect(ticksOf(scaleOf([100, 500], 'ms'))).toEqual([100, 200, 300, 400, 500]);
    for (const scale of [scaleOf([0.1, 0.9], 'share'), scaleOf([40, 9000], 'ms'), scaleOf([3, 8], 'count')]) {
      const places = ticksOf(scale).map((tick) => placeOf(scale, tick));
      expect(places.length).toBeGreaterThan(2);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });
});
