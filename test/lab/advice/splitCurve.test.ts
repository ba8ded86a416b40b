import { describe, expect, it } from 'vitest';
import { SplitCurve } from '../../../src/lab/advice/splitCurve';
import { splitProbability } from '../../../src/lab/theory';

const WIDTHS_MS = [5, 10, 20, 50, 70, 100, 150, 200, 300];
const theory = (widthMs: number, latencyMs: number): number =>
  splitProbability({ servers: 5, alive: 4, latencyMs, widthMs }) ?? 1;

describe('the curve of split votes', () => {
  it('follows what was counted, with the theory’s window where theory holds', () => {
    const counts = WIDTHS_MS.map((widthMs) => ({
      widthMs,
      trials: 100_000,
      withSplit: Math.round(100_000 * theory(widthMs, 5)),
    }));
    const curve = new SplitCurve(counts, 5, 5);
    for (const widthMs of [60, 100, 180]) expect(curve.share(widthMs) / theory(widthMs, 5)).toBeCloseTo(1, 0);
    expect(curve.windowMs(100)).toBeGreaterThan(4.5);
    expect(curve.windowMs(100)).toBeLessThan(5.5);
  });

  it('does not believe a lucky count at one width', () => {
    const counts = WIDTHS_MS.map((widthMs) => ({
      widthMs,
      trials: 1000,
      withSplit: widthMs === 150 ? 0 : Math.round(1000 * Math.min(1, theory(widthMs, 7))),
    }));
    expect(new SplitCurve(counts, 5, 7).share(150) / theory(150, 7)).toBeGreaterThan(0.6);
  });

  it('never rises with the width, nor above 1', () => {
    const counts = WIDTHS_MS.map((widthMs) => ({ widthMs, trials: 100, withSplit: widthMs < 30 ? 100 : 5 }));
    const curve = new SplitCurve(counts, 5, 1);
    expect(curve.share(5)).toBe(1);
    expect(curve.share(300)).toBeLessThan(curve.share(100));
  });

  it('is theory where no split was seen', () => {
    const counts = WIDTHS_MS.map((widthMs) => ({ widthMs, trials: 1000, withSplit: 0 }));
    expect(new SplitCurve(counts, 5, 0.01).share(100)).toBe(theory(100, 0.01));
  });
});
