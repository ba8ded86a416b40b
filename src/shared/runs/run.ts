import { z } from 'zod';
import type { Experiment } from '../experiment';
import type { Labelled } from '../labels';
import type { Proportion, RunSummary } from '../runStatistics';
import type { DowntimeSpread } from '../spread';
import type { TrialPoint } from '../trialRecord';

export const runIdSchema = z.string().min(1).max(200);

export interface RunInfo extends Labelled {
  readonly runId: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly experiment: Experiment;
  readonly summary: RunSummary | null;
  /** From which file it came, and as which run that was exported; null for a run of this lab. */
  readonly imported: { readonly fileName: string; readonly runId: string } | null;
}

/** A run as a screen shows it: of a size that does not depend on how many trials it has. */
export interface RunData extends RunInfo {
  readonly summary: RunSummary;
  readonly spread: DowntimeSpread;
  /** The split-vote rate as the run filled, by n. */
  readonly rates: readonly Proportion[];
  /** All trials of a short run; of a long one some, the slowest among them. */
  readonly trials: readonly TrialPoint[];
}

/** What a window may ask of the runs on disk. */
export interface RunsApi {
  listRuns(): Promise<readonly RunInfo[]>;
  loadRun(runId: string): Promise<RunData>;
  /** How much of a run's trials has been read, 0 to 1, while it is being loaded; else null. */
  readSoFar(runId: string): Promise<number | null>;
}

export const runsApiArguments = {
  listRuns: z.tuple([]),
  loadRun: z.tuple([runIdSchema]),
  readSoFar: z.tuple([runIdSchema]),
} as const;
