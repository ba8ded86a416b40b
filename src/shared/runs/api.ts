import { z } from 'zod';
import type { ExperimentKind } from '../experimentKinds';
import { runIdSchema, type RunInfo } from './run';
import { labelChangeSchema } from '../labels';
import type { Proportion, SpuriousStatistics } from '../runStatistics';
import type { Step } from '../histogram';
import type { DifferingSetting } from './settings';

/** The library of runs: labels, the trash, runs from elsewhere, and runs beside each other. */

/** What is absent stays as it is. */
export const relabelSchema = z.strictObject({ runId: runIdSchema, ...labelChangeSchema.shape });
export type Relabel = z.infer<typeof relabelSchema>;

/** What a window can hand over; a longer file is imported in a terminal. */
export const MAX_IMPORT_BYTES = 16 << 20;

export const importSchema = z.strictObject({ fileName: z.string().max(300), text: z.string() });
export type ImportRequest = z.infer<typeof importSchema>;

export const MOST_COMPARED = 12;
export const comparisonRequestSchema = z
  .strictObject({
    runIds: z
      .array(runIdSchema)
      .min(2, 'a comparison needs at least two runs')
      .max(MOST_COMPARED, `at most ${MOST_COMPARED} runs are compared at once`),
    /** The run that the others are held against. */
    baseline: runIdSchema,
    /** `clean`: without trials that had a timer too late. */
    trials: z.enum(['all', 'clean']),
  })
  .refine(({ runIds }) => new Set(runIds).size === runIds.length, { error: 'each run is named once' })
  .refine(({ runIds, baseline }) => runIds.includes(baseline), { error: 'the baseline is one of the runs' });
export type ComparisonRequest = z.infer<typeof comparisonRequestSchema>;

/** An estimate with its 95% interval; a bound is null where the trials do not tell it. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const COMPARED_QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
export type ComparedQuantile = keyof typeof COMPARED_QUANTILES;

export interface ComparedRun {
  readonly runId: string;
  readonly name: string;
  readonly kind: ExperimentKind;
  readonly trials: number;
  /** Of them, how many hit the time cap: known to be longer than it, and counted as longer than everything. */
  readonly capped: number;
  /** Of a kind that needs no election both rates are of no trials, and not known. */
  readonly splitVoteRate: Proportion;
  readonly firstTermSplitRate: Proportion;
  /** Null where trials are not watched for them. */
  readonly spurious: SpuriousStatistics | null;
  /** Downtime, ms, each with its order-statistic interval. */
  readonly downtimeMs: Readonly<Record<ComparedQuantile, Estimate>>;
  /** The distribution function of downtime, ms. */
  readonly steps: readonly Step[];
  /** Half the height of its 95% band (Dvoretzky–Kiefer–Wolfowitz). */
  readonly bandHalfWidth: number;
}

/** One run against the baseline: its own value less the baseline's, or divided by it. */
export interface RunDifference {
  readonly runId: string;
  /** Difference of the medians, ms, with a bootstrap interval; null where only one of them is of outages. */
  readonly medianMs: Estimate;
  /** Difference of the split-vote rates, −1 to 1, with Newcombe's interval. */
  readonly splitVoteRate: Estimate;
  /** Ratio of the rates of spurious elections, this run's ÷ the baseline's; all null where one is not watched for them. */
  readonly spuriousRatio: Estimate;
  /** Kolmogorov–Smirnov; null without trials, and as above. */
  readonly ks: { readonly distance: number; readonly limit: number } | null;
  /** The same for people, one sentence each. */
  readonly words: readonly string[];
}

export interface Comparison {
  readonly baseline: string;
  readonly runs: readonly ComparedRun[];
  /** Only those that differ, in the order of `runs`. */
  readonly settings: readonly DifferingSetting[];
  readonly differences: readonly RunDifference[];
}

export interface LibraryApi {
  /** Names, tags, annotates or pins a run. */
  relabelRun(change: Relabel): Promise<RunInfo>;
  /** Moves a run to the trash, from which it can be taken back for a week. */
  deleteRun(runId: string): Promise<{ readonly undoToken: string }>;
  restoreRun(undoToken: string): Promise<void>;
  /** Makes a run of a trials CSV that was exported earlier. */
  importRun(request: ImportRequest): Promise<RunInfo>;
  compareRuns(request: ComparisonRequest): Promise<Comparison>;
}

export const libraryApiArguments = {
  relabelRun: z.tuple([relabelSchema]),
  deleteRun: z.tuple([runIdSchema]),
  restoreRun: z.tuple([runIdSchema]),
  importRun: z.tuple([importSchema]),
  compareRuns: z.tuple([comparisonRequestSchema]),
} as const;
