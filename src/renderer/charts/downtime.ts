import type { TrialPoint } from '../../shared/trialRecord';
import { ecdf, niceStep, type Histogram, type Step } from '../../shared/histogram';
import type { DowntimeSpread } from '../../shared/spread';

/** What the downtime chart draws, ms on the x axis. */
export interface DowntimeView {
  readonly bins: Histogram | null;
  readonly measured: readonly Step[];
  readonly before: readonly Step[];
  readonly predicted: readonly Step[];
  readonly pinned: readonly (readonly Step[])[];
  readonly minMs: number;
  readonly maxMs: number;
}

const PREDICTED_STEPS = 240;
/** What one trial alone is shown in, so that the axis has numbers to tell apart: ms, and a share of the longest. */
const LEAST_SPAN_MS = 10;
const LEAST_SPAN_SHARE = 0.1;
/** The tail of a curve that is only laid under, beyond this share, does not widen the axis. */
const TAIL = 0.995;

/** @param predictedMs sorted */
export function downtimeView(
  now: DowntimeSpread,
  before: DowntimeSpread,
  predictedMs: readonly number[],
  pinned: readonly Pick<DowntimeSpread, 'steps'>[] = [],
): DowntimeView {
  const predicted = ecdf(predictedMs, PREDICTED_STEPS);
  const curves = [now.steps, before.steps, predicted, ...pinned.map(({ steps }) => steps)].filter(
    (steps) => steps.length > 0,
  );
  const least = Math.min(...curves.map((steps) => steps[0]?.x ?? 0));
  const greatest = Math.max(
    ...curves.map((steps) => (steps === now.steps ? steps.at(-1) : beforeTail(steps))?.x ?? 0),
  );
  const spanMs = Math.max(LEAST_SPAN_MS, LEAST_SPAN_SHARE * greatest);
  const spareMs = Math.max(0, (spanMs - (greatest - least)) / 2);
  const [low, high] = [least - spareMs, greatest + spareMs];
  const step = curves.length === 0 ? 100 : niceStep(Math.max(1, (high - low) / 8));
  return {
    bins: now.bins,
    measured: closed(now.steps),
    before: closed(before.steps),
    predicted: closed(predicted),
    pinned: pinned.map(({ steps }) => closed(steps)),
    minMs: curves.length === 0 ? 0 : Math.max(0, Math.floor(low / step) * step),
    maxMs: curves.length === 0 ? 500 : Math.ceil(high / step) * step,
  };
}

function beforeTail(steps: readonly Step[]): Step | undefined {
  return steps.findLast(({ y }) => y <= TAIL) ?? steps[0];
}

/** A curve that begins at zero. */
export function closed(steps: readonly Step[]): readonly Step[] {
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
  trials: readonly TrialPoint[],
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
export function slowestFirst(trials: readonly TrialPoint[]): readonly number[] {
  return trials
    .toSorted((a, b) => (b.downtimeMs ?? Infinity) - (a.downtimeMs ?? Infinity) || a.trial - b.trial)
    .map(({ trial }) => trial);
}
