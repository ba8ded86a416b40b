import { z } from 'zod';
import { crashModeSchema, MAX_TRIALS, seedSchema, type Experiment } from './experiment';
import { experimentKindSchema } from './experimentKinds';
import { precisionSchema } from './precision';
import type { RunSummary } from './runStatistics';
import type { TrialRecord } from './trialRecord';

export const measureRequestSchema = z.strictObject({
  /** Absent: leader-crash. */
  kind: experimentKindSchema.optional(),
  /** At most so many, with `precision`. */
  trials: z.int().min(1).max(MAX_TRIALS),
  /** Absent: as many trials as are asked for, however sure the result is. */
  precision: precisionSchema.optional(),
  crash: crashModeSchema,
  /** Absent: as usual for the kind, as in an experiment. */
  outageMs: z.number().optional(),
  observeMs: z.number().optional(),
  seed: seedSchema,
  name: z.string().trim().min(1).max(80).optional(),
});
/** An experiment on the live cluster with its present settings. */
export type MeasureRequest = z.infer<typeof measureRequestSchema>;

export interface MeasureProgress {
  readonly runId: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly experiment: Experiment;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** Null until it can be told. */
  readonly remainingMs: number | null;
  readonly summary: RunSummary;
  /** Trials finished since the last frame. */
  readonly newTrials: readonly TrialRecord[];
  /** Why it failed, when it did. */
  readonly problem: string | null;
}
