import { z } from 'zod';
import type { Prediction } from './prediction';
import { runIdSchema } from './runs/run';
import type { DowntimeQuantiles, Proportion } from './runStatistics';

/** How a measured run compares with what is predicted for its settings on its machine. */

/**
 * The share of split votes that is predicted, 0 to 1: simulated where the simulation saw any (of one in a million, a
 * few thousand elections see none), else the formula's; null when neither is known.
 */
export function predictedSplitShare(prediction: Prediction | null): number | null {
  const simulated = prediction?.simulated?.summary.splitVoteRate;
  if (simulated !== undefined && simulated.successes > 0) return simulated.value;
  return prediction?.theory.splitProbability ?? null;
}

/** What a machine adds of its own, over a run: medians in ms, null where they are not known; and spreads. */
export interface MachineDelays {
  /** AppendEntries to reply as the leader sees it, the latency in the settings included. */
  readonly roundTripMs: number | null;
  readonly persistMs: number | null;
  /** Durable writes at evenly spaced ranks, ascending, ms; absent in runs recorded before it was kept. */
  readonly persistSpreadMs?: readonly number[] | undefined;
  /** From the core's word until a request for a vote was with the operating system, as `persistSpreadMs`. */
  readonly requestSpreadMs?: readonly number[] | undefined;
  /**
   * How long after their link's delay requests for votes and votes were handled, at evenly spaced ranks, ascending, ms.
   * A cluster in an election is awake, so this is not half of a heartbeat's round trip. None where too few were seen;
   * absent in runs recorded before it was kept.
   */
  readonly voteDelaySpreadMs?: readonly number[] | undefined;
}

/** What a prediction takes a machine to add, median by median: what it is, in a word or two, and ms. */
export function machineFacts(machine: MachineDelays): readonly (readonly [what: string, ms: number])[] {
  const { roundTripMs, persistMs, requestSpreadMs = [], voteDelaySpreadMs = [] } = machine;
  const requestMs = middleOf(requestSpreadMs);
  const voteMs = middleOf(voteDelaySpreadMs);
  const known = (what: string, ms: number | null) => (ms === null ? [] : [[what, ms] as const]);
  return [
    ...known('request sent in', requestMs),
    ...known('vote handled in', voteMs),
    ...known('round trip', requestMs === null || voteMs === null ? roundTripMs : null),
    ...known('write', persistMs),
  ];
}

function middleOf(spreadMs: readonly number[]): number | null {
  return spreadMs[Math.floor(spreadMs.length / 2)] ?? null;
}

/** One quantile of downtime, measured and predicted. Null where it is not known, as in a censored tail. */
export interface QuantileComparison {
  readonly measuredMs: number | null;
  readonly predictedMs: number | null;
  /** Measured − predicted: above 0 the cluster is slower than the model. */
  readonly differenceMs: number | null;
  /** The difference's 95% interval; a bound is null where too few trials lie beyond the quantile to know it. */
  readonly lowMs: number | null;
  readonly highMs: number | null;
}

/** `agrees`: the distance stays below its limit · `too-few`: no difference short of a huge one would show. */
export type Verdict = 'agrees' | 'differs' | 'too-few';

/** Downtimes and split votes of one set of trials against a prediction. */
export interface Agreement {
  readonly verdict: Verdict;
  /** Capped ones included: they count as longer than everything. */
  readonly trials: number;
  /** Two-sample Kolmogorov–Smirnov; null without trials. */
  readonly ks: {
    readonly distance: number;
    /** Exceeded by chance one time in twenty. */
    readonly limit: number;
    /** The downtime at which the distance is greatest, and the shares at or below it. */
    readonly atMs: number;
    readonly measuredShare: number;
    readonly predictedShare: number;
  } | null;
  readonly p50: QuantileComparison;
  readonly p99: QuantileComparison;
  /** `agrees`: the measured 95% interval contains the prediction. */
  readonly splitVoteRate: {
    readonly verdict: Verdict;
    readonly measured: Proportion;
    readonly predicted: number | null;
  };
  /** The verdict on downtimes in words: "agrees (KS 0.05, limit 0.14 at n = 100)". */
  readonly downtimeInWords: string;
  /** The verdict on split votes in words. */
  readonly splitVotesInWords: string;
}

/** A run beside what is predicted for it. */
export interface RunAgreement {
  readonly all: Agreement;
  readonly clean: Agreement;
  /** What the machine was taken to add. */
  readonly machine: MachineDelays;
  readonly predicted: {
    readonly elections: number;
    /** Share of elections with a split term, 0 to 1: simulated where the simulation saw any, else the formula's. */
    readonly splitVoteRate: number | null;
    readonly downtimeMs: DowntimeQuantiles;
    /** Ascending; at most a thousand evenly spaced ranks of the simulated ones, ms. */
    readonly downtimesMs: readonly number[];
    readonly assumptions: readonly string[];
  };
}

export interface AgreementApi {
  /**
   * A finished run against the prediction for its settings; null where there is nothing to compare: no trials, or a
   * run that was itself simulated.
   */
  agreement(runId: string): Promise<RunAgreement | null>;
}

export const agreementApiArguments = {
  agreement: z.tuple([runIdSchema]),
} as const satisfies Record<keyof AgreementApi, z.ZodType>;
