import type { Proportion } from '../../shared/runStatistics';
import { niceStep } from '../../shared/histogram';
import { thin, type Point } from './bucket';

const POINTS = 300;

/** The rate after more and more trials, thinned for drawing. */
export function rateLine(rates: readonly Proportion[]): Point[] {
  return thin(rates, POINTS).flatMap(({ n, value }) => (value === null ? [] : [{ x: n, y: value }]));
}

/** The edges of the rate's interval. */
export function rateBand(rates: readonly Proportion[]): { readonly low: Point[]; readonly high: Point[] } {
  const shown = thin(rates, POINTS);
  return {
    low: shown.map(({ n, low }) => ({ x: n, y: low })),
    high: shown.map(({ n, high }) => ({ x: n, y: high })),
  };
}

/** The top of the axis: room for the newest interval (its upper edge) and the prediction, on a round number. */
export function rateCeiling(newestHigh: number | null, predicted: number | null): number {
  const wanted = Math.max(newestHigh ?? 0, (predicted ?? 0) * 1.5, 0.01) * 1.15;
  return Math.min(1, niceStep(wanted / 4) * 4);
}
