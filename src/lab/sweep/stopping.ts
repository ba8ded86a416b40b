import type { SweepStop } from '../../shared/sweep/sweep';
import { trialsForHalfWidth, wilson } from '../../shared/proportion';

/** What a cell's trials have come to, as far as its end depends on it. */
export interface Counted {
  readonly trials: number;
  /** Trials with a split vote. */
  readonly splits: number;
}

export function mostTrials(stop: SweepStop): number {
  return 'trials' in stop ? stop.trials : stop.maxTrials;
}

/** Is a cell done with these? Asked after each trial, it says so with the same one whatever else happens. */
export function isEnough(stop: SweepStop, { trials, splits }: Counted): boolean {
  if (trials >= mostTrials(stop)) return true;
  if ('trials' in stop || trials < stop.minTrials) return false;
  const { low, high } = wilson(splits, trials);
  return (high - low) / 2 <= stop.halfWidth;
}

/** So many trials a cell that is not done will have, as far as its rate tells by now. */
export function expectedTrials(stop: SweepStop, { trials, splits }: Counted): number {
  if ('trials' in stop) return stop.trials;
  // With a success and a failure to begin with: none in a few trials is no rate of 0.
  const enough = trialsForHalfWidth((splits + 1) / (trials + 2), stop.halfWidth);
  return Math.min(stop.maxTrials, Math.max(enough, stop.minTrials, trials));
}
