import type { Proportion, RunSummary } from '../../shared/runStatistics';
import type { TrialPoint } from '../../shared/trialRecord';

/** A run in what its screens, its summary and its comparison with others need: small, however many its trials. */
export interface RunDigest {
  readonly summary: RunSummary;
  /** Downtimes of the trials that ended, ms, ascending. */
  readonly downtimesMs: Float64Array;
  /** Those of the clean trials alone. */
  readonly cleanDowntimesMs: Float64Array;
  /** The split-vote rate as the run filled. */
  readonly rates: readonly Proportion[];
  /** All trials of a short run; of a long one some, the slowest among them. */
  readonly trials: readonly TrialPoint[];
}
