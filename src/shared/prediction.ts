import { z } from 'zod';
import { seedSchema } from './experiment';
import type { RunSummary } from './runStatistics';
import { clusterSettingsSchema } from './settings';

/** What to predict for: the cluster's settings as the person has them in hand, running or not. */
export const predictRequestSchema = z.strictObject({
  settings: clusterSettingsSchema,
  /** Simulated elections; 0 asks for theory alone. */
  elections: z.int().min(0).max(100_000),
  seed: seedSchema,
});
export type PredictRequest = z.infer<typeof predictRequestSchema>;

export interface Prediction {
  /** Formulas of docs/prediction.md. Null where they do not hold (see `assumptions`). */
  readonly theory: {
    readonly splitProbability: number | null;
    readonly meanDowntimeMs: number | null;
    readonly floorMs: number | null;
  };
  readonly assumptions: readonly string[];
  /** The same core in virtual time; null when none was asked for or none is available. */
  readonly simulated: {
    readonly summary: RunSummary;
    /** Sorted downtimes, ms (capped trials left out; see summary.capped). */
    readonly downtimesMs: readonly number[];
    /** How long the simulation took, ms. */
    readonly tookMs: number;
  } | null;
}
