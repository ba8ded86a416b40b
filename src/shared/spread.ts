import { ecdf, histogram, type Histogram, type Step } from './histogram';

/** How the downtimes of any number of trials are spread, as far as a screen can show it. Milliseconds. */
export interface DowntimeSpread {
  /** Trials altogether, those that hit the time cap included. */
  readonly trials: number;
  /** Null when no trial ended. */
  readonly bins: Histogram | null;
  /** Steps of the distribution function, each exact, the least and the greatest downtime among them. */
  readonly steps: readonly Step[];
}

const BINS = 26;
const STEPS = 600;

export const NO_SPREAD: DowntimeSpread = { trials: 0, bins: null, steps: [] };

/**
 * @param sortedMs downtimes of the trials that ended, ascending
 * @param trials all trials: capped ones keep the distribution function below 1
 */
export function spreadOf(sortedMs: ArrayLike<number>, trials: number): DowntimeSpread {
  return { trials, bins: histogram(sortedMs, BINS), steps: ecdf(sortedMs, STEPS, trials) };
}
