import type { MachineDelays } from './agreement';
import type { FailedTermClass, SpuriousCause } from './trialRecord';

/** What is made of a run's records. */

/** A proportion with its 95% Wilson interval; `value` is null when n = 0. All between 0 and 1. */
export interface Proportion {
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly successes: number;
  readonly n: number;
}

/** Quantiles of downtime, ms. Null where they are not known: no trials, or a censored tail. */
export interface DowntimeQuantiles {
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/** The 95% interval of a quantile, exact, between order statistics; a bound is null where the trials do not tell it. */
export interface QuantileInterval {
  readonly low: number | null;
  readonly high: number | null;
}

/** Of downtime, ms. */
export type DowntimeIntervals = Readonly<Record<'p50' | 'p99', QuantileInterval>>;

export const DOWNTIME_QUANTILES = [
  'min',
  'p50',
  'p90',
  'p95',
  'p99',
  'max',
  'mean',
] as const satisfies readonly (keyof DowntimeQuantiles)[];

/** Events per hour with their exact 95% Poisson interval. */
export interface HourlyRate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface SpuriousStatistics {
  readonly elections: number;
  readonly observedMs: number;
  /** Null when nothing was observed. */
  readonly perHour: HourlyRate | null;
  readonly causes: Readonly<Record<SpuriousCause | 'unknown', number>>;
}

export interface RejoinStatistics {
  /** Trials whose isolated server came back with a higher term than the leader's. */
  readonly inflated: Proportion;
  readonly termInflation: { readonly mean: number | null; readonly max: number | null };
  readonly leaderDeposed: Proportion;
}

export interface ClientStatistics {
  readonly downtimeMs: DowntimeQuantiles;
  /** Null where only downtime is measured. */
  readonly acknowledged: number | null;
  readonly commandsPerSecond: number | null;
  /** The median over the trials of each trial's own quantile. */
  readonly commitP50Ms: number | null;
  readonly commitP99Ms: number | null;
}

export interface TrialStatistics {
  readonly trials: number;
  readonly splitVoteRate: Proportion;
  readonly firstTermSplitRate: Proportion;
  readonly downtimeMs: DowntimeQuantiles;
  readonly termsUsed: { readonly mean: number | null; readonly max: number | null };
  readonly failedTerms: Readonly<Record<FailedTermClass, number>>;
  /** Trials that hit the time cap. */
  readonly capped: number;
  /** Where trials are watched for it. */
  readonly spurious?: SpuriousStatistics;
  /** Of `rejoin-after-partition`. */
  readonly rejoin?: RejoinStatistics;
  /** Where there are clients. */
  readonly clients?: ClientStatistics;
}

/** summary.json: all trials, and the clean ones on their own. Nothing is dropped silently. */
export interface RunSummary extends TrialStatistics {
  readonly clean: number;
  readonly cleanOnly: TrialStatistics;
  /** Absent in what was written down before it was there. */
  readonly downtimeIntervals?: DowntimeIntervals | undefined;
  /** Null until the run has a folder. */
  readonly runFolder: string | null;
  /** Of real nodes, once the run has ended. */
  readonly machine?: MachineDelays | undefined;
}
