import type { TrialRecord } from '../../shared/experiment';
import { ecdf, histogram, niceStep, type Histogram, type Step } from '../../shared/histogram';
import { downtimes } from '../measure/measurement';

/** What the downtime chart draws, ms on the x axis. */
export interface DowntimeView {
  readonly bins: Histogram | null;
  readonly measured: readonly Step[];
  readonly before: readonly Step[];
  readonly predicted: readonly Step[];
  readonly minMs: number;
  readonly maxMs: number;
}

const BINS = 26;
const CURVE_POINTS = 240;
/** The predicted curve's tail beyond this quantile does not widen the axis. */
const TAIL = 0.995;

export function downtimeView(
  trials: readonly TrialRecord[],
  trialsBefore: readonly TrialRecord[],
  predictedMs: readonly number[],
): DowntimeView {
  const now = downtimes(trials);
  const then = downtimes(trialsBefore);
  const ends = [now, then, predictedMs].filter((sorted) => sorted.length > 0);
  const lows = ends.map((sorted) => sorted[0] ?? 0);
  const highs = ends.map(
    (sorted) => (sorted === now ? sorted.at(-1) : sorted[Math.floor((sorted.length - 1) * TAIL)]) ?? 0,
  );
  const low = Math.min(...lows);
  const high = Math.max(...highs);
  const step = ends.length === 0 ? 100 : niceStep(Math.max(1, (high - low) / 8));
  return {
    bins: histogram(now, BINS),
    measured: closed(ecdf(now, CURVE_POINTS, trials.length)),
    before: closed(ecdf(then, CURVE_POINTS, trialsBefore.length)),
    predicted: closed(ecdf(predictedMs, CURVE_POINTS)),
    minMs: ends.length === 0 ? 0 : Math.max(0, Math.floor(low / step) * step),
    maxMs: ends.length === 0 ? 500 : Math.ceil(high / step) * step,
  };
}

/** A curve that begins at zero. */
function closed(steps: readonly Step[]): readonly Step[] {
  const first = steps[0];
  return first === undefined ? [] : [{ x: first.x, y: 0 }, ...steps];
}

/** The share of values at or below `x`, 0 to 1; null without values. */
export function shareAt(steps: readonly Step[], x: number): number | null {
  if (steps.length === 0) return null;
  return steps.findLast((step) => step.x <= x)?.y ?? 0;
}

/** The numbers of the trials in the bin at `x` ms, the shortest downtime first; empty where there is no bar. */
export function trialsAt(
  trials: readonly TrialRecord[],
  bins: Histogram | null,
  x: number,
): readonly number[] {
  if (bins === null) return [];
  const bin = Math.floor((x - bins.start) / bins.width);
  const last = bins.counts.length - 1;
  return trials
    .flatMap(({ trial, downtimeMs }) => (downtimeMs === null ? [] : [{ trial, downtimeMs }]))
    .filter(({ downtimeMs }) => Math.min(last, Math.floor((downtimeMs - bins.start) / bins.width)) === bin)
    .sort((a, b) => a.downtimeMs - b.downtimeMs)
    .map(({ trial }) => trial);
}

/** All trials, those without a recovery first, then the longest downtime first. */
export function slowestFirst(trials: readonly TrialRecord[]): readonly number[] {
  return trials
    .toSorted((a, b) => (b.downtimeMs ?? Infinity) - (a.downtimeMs ?? Infinity) || a.trial - b.trial)
    .map(({ trial }) => trial);
}
