import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from '../../../src/renderer/live/series';

describe('a series of samples', () => {
  it('keeps the newest samples, oldest first', () => {
    const series = new Series(3);
    for (const i of [1, 2, 3, 4, 5]) series.push(i * 10, i);
    expect([0, 1, 2].map((i) => [series.time(i), series.value(i)])).toEqual([
      [30, 3],
      [40, 4],
      [50, 5],
    ]);
    expect(series.lastValue).toBe(5);
  });

  it('ignores a sample from the past, and has nothing outside its ends', () => {
    const series = new Series(4);
    series.push(10, 1);
    series.push(5, 2);
    expect(series.length).toBe(1);
    expect(series.time(-1)).toBeNaN();
    expect(series.value(1)).toBeNaN();
  });

  it('knows which value held at a time', () => {
    const series = new Series(4);
    series.push(10, 1);
    series.push(20, 2);
    expect([9, 10, 15, 20, 99].map((t) => series.at(t))).toEqual([null, 1, 1, 2, 2]);
  });

  it('has no value in a gap, and remembers the one before it', () => {
    const series = new Series(4);
    series.pause(5);
    series.push(10, 1);
    series.pause(20);
    series.pause(25);
    series.push(30, 2);
    expect([15, 20, 25, 30].map((t) => series.at(t))).toEqual([1, null, null, 2]);
    series.pause(40);
    expect(series.lastValue).toBe(2);
  });

  it('forgets all when cleared', () => {
    const series = new Series(2);
    series.push(1, 1);
    series.clear();
    expect([series.length, series.lastValue]).toEqual([0, null]);
  });

  it('finds by halving what a scan finds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.nat(60), (gaps, wanted) => {
        const series = new Series(20);
        let t = 0;
        for (const gap of gaps) series.push((t += gap), t);
        const scan = Array.from({ length: series.length }, (_, i) => series.time(i)).findIndex(
          (x) => x >= wanted,
        );
        expect(series.firstFrom(wanted)).toBe(scan === -1 ? series.length : scan);
      }),
    );
  });
});
