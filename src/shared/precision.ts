import { z } from 'zod';
import { MAX_TIMEOUT_MS } from './settings';
import type { DowntimeIntervals } from './runStatistics';

/** Until what is known how well trials go on. */

/** Quantiles of downtime that it may be. */
export const PRECISE_QUANTILES = ['p50', 'p99'] as const satisfies readonly (keyof DowntimeIntervals)[];

/** Of what: the split-vote rate, or a quantile of downtime. */
export type PrecisionOf = 'split' | (typeof PRECISE_QUANTILES)[number];

/** At most so many trials where nobody says otherwise. */
export const USUAL_MOST_TRIALS = 20_000;

/** And at least so many: a rate or a quantile may seem sure by luck. */
export const USUAL_FEWEST_TRIALS = 100;
const minTrials = z.int().min(1).default(USUAL_FEWEST_TRIALS);

/** Half the width of the split-vote rate's 95% Wilson interval, e.g. 0.01 for ± 1%. */
export const precisionShape = { halfWidth: z.number().min(0.0001).max(0.5), minTrials };
/** Half the width of the 95% interval, between order statistics, of a quantile of downtime. */
export const downtimePrecisionShape = {
  downtime: z.enum(PRECISE_QUANTILES),
  halfWidthMs: z.number().min(0.01).max(MAX_TIMEOUT_MS),
  minTrials,
};

export const precisionSchema = z.union([
  z.strictObject(precisionShape),
  z.strictObject(downtimePrecisionShape),
]);
export type Precision = z.infer<typeof precisionSchema>;

/** Trials end after so many, or as soon as what is asked for is known well enough. */
export type Stop = { readonly trials: number } | (Precision & { readonly maxTrials: number });
