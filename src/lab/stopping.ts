import type { Experiment } from '../shared/experiment';
import type { Stop } from '../shared/precision';
import { trialsForHalfWidth, wilson } from '../shared/proportion';
import type { DowntimeIntervals, QuantileInterval, RunSummary } from '../shared/runStatistics';

/** What trials have come to, as far as their end depends on it. */
export interface Counted {
  readonly trials: number;
  /** Trials with a split vote. */
  readonly splits: number;
  /** The 95% interval of a quantile of downtime, ms; null where that was not written down. */
  readonly interval: (quantile: keyof DowntimeIntervals) => QuantileInterval | null;
}

/** When an experiment's trials end. */
export function stopOf({ trials, precision }: Pick<Experiment, 'trials' | 'precision'>): Stop {
  return precision === null ? { trials } : { ...precision, maxTrials: trials };
}

export function countedIn({ trials, splitVoteRate, downtimeIntervals }: RunSummary): Counted {
  return {
    trials,
    splits: splitVoteRate.successes,
    interval: (quantile) => downtimeIntervals?.[quantile] ?? null,
  };
}

export function mostTrials(stop: Stop): number {
  return 'trials' in stop ? stop.trials : stop.maxTrials;
}

/** Are there trials enough? Asked after each trial, it says so with the same one whatever else happens. */
export function isEnough(stop: Stop, counted: Counted): boolean {
  if (counted.trials >= mostTrials(stop)) return true;
  if ('trials' in stop || counted.trials < stop.minTrials) return false;
  if ('halfWidth' in stop) {
    const { low, high } = wilson(counted.splits, counted.trials);
    return (high - low) / 2 <= stop.halfWidth;
  }
  const halfWidthMs = halfWidthOf(counted, stop.downtime);
  return halfWidthMs !== null && halfWidthMs <= stop.halfWidthMs;
}

/** So many trials there will be where there are not enough yet, as far as what they show by now tells. */
export function expectedTrials(stop: Stop, counted: Counted): number {
  if ('trials' in stop) return stop.trials;
  const { trials } = counted;
  return Math.min(stop.maxTrials, Math.max(likelyTrials(stop, counted), stop.minTrials, trials));
}

function likelyTrials(stop: Exclude<Stop, { readonly trials: number }>, counted: Counted): number {
  const { trials, splits } = counted;
  // With a success and a failure to begin with: none in a few trials is no rate of 0.
  if ('halfWidth' in stop) return trialsForHalfWidth((splits + 1) / (trials + 2), stop.halfWidth);
  const halfWidthMs = halfWidthOf(counted, stop.downtime);
  // An interval between order statistics narrows with the square root of their number.
  return halfWidthMs === null ? stop.maxTrials : Math.ceil(trials * (halfWidthMs / stop.halfWidthMs) ** 2);
}

/** Ms; null where a bound is not known. */
function halfWidthOf({ interval }: Counted, quantile: keyof DowntimeIntervals): number | null {
  const { low = null, high = null } = interval(quantile) ?? {};
  return low === null || high === null ? null : (high - low) / 2;
}
