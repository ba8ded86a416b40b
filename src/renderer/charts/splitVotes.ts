import type { RatePoint } from '../measure/measurement';
import { niceStep } from '../../shared/histogram';
import { thin, type Point } from './bucket';

const POINTS = 300;

/** The rate after each trial, thinned for drawing. */
export function rateLine(rates: readonly RatePoint[]): Point[] {
  return thin(rates, POINTS).map(({ n, value }) => ({ x: n, y: value }));
}

/**
 * The edges of the rate's interval. A run from disk has only the last one: it is drawn over the whole width, up to
 * trial `end`.
 */
export function rateBand(
  rates: readonly RatePoint[],
  end: number,
): { readonly low: Point[]; readonly high: Point[] } {
  const known = rates.flatMap(({ n, interval }) => (interval === null ? [] : [{ n, ...interval }]));
  const [only] = known;
  const shown =
    known.length === 1 && only !== undefined
      ? [
          { ...only, n: 0 },
          { ...only, n: end },
        ]
      : thin(known, POINTS);
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
