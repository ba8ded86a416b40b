import { z } from 'zod';
import { distributionSchema, isNone, NO_DELAY } from './distribution';
import { MAX_NODES, nodeIdSchema } from './ids';
import { clusterSettingsSchema, DEFAULT_SETTINGS } from './settings';

/**
 * The leader-crash experiment and what it records. Words are those of docs/measurement.md.
 * Times of a trial are ms on the run's own axis (0 = the run's start, monotonic), unless said otherwise.
 */

export const MAX_TRIALS = 1_000_000;

export const crashModeSchema = z.enum(['kill', 'pause']);
export type CrashMode = z.infer<typeof crashModeSchema>;

export const concurrencySchema = z.union([z.literal('auto'), z.int().min(1).max(16)]);

export const engineSchema = z.enum(['processes', 'simulation']);
/** `processes`: real nodes on this machine · `simulation`: the same core in virtual time. */
export type Engine = z.infer<typeof engineSchema>;

/** What a simulated cluster runs on besides its settings. Real nodes have their own, and cannot be asked for another. */
export const environmentSchema = z.strictObject({
  /** One-way delay of the machine and its network themselves, on top of the latency in the settings. */
  ownLatency: distributionSchema.default(NO_DELAY),
  /** One durable write, paid by whoever must write before sending (§5.1: term and vote; log entries). */
  persist: distributionSchema.default(NO_DELAY),
  /** How late a timer fires. */
  timerNoise: distributionSchema.default(NO_DELAY),
  /**
   * Uncommitted entries in each server's log beyond what all share, server 1 (the old leader) first; where the list
   * ends, none. The old leader's heartbeats do not repair the difference.
   */
  extraEntries: z.array(z.int().min(0).max(1000)).max(MAX_NODES).default([]),
});
export type Environment = z.infer<typeof environmentSchema>;

/** No delay of its own, a disk that takes no time, timers that are never late, equal logs. */
export const IDEAL: Environment = environmentSchema.parse({});

export const experimentSchema = z
  .strictObject({
    kind: z.literal('leader-crash').default('leader-crash'),
    /** What people call it; part of the run folder's name. */
    name: z.string().trim().min(1).max(80).default('leader-crash'),
    engine: engineSchema.default('processes'),
    cluster: clusterSettingsSchema.default(DEFAULT_SETTINGS),
    /** Of a simulation. */
    environment: environmentSchema.default(IDEAL),
    crash: crashModeSchema.default('kill'),
    trials: z.int().min(1).max(MAX_TRIALS).default(100),
    /**
     * Clusters side by side; `auto` starts with as many as the machine bears and backs off on contamination. Of a
     * simulation: threads, which change nothing in its trials.
     */
    concurrency: concurrencySchema.default('auto'),
    seed: z.int().min(0).max(0xffff_ffff).default(1),
    /** A trial that is not stable again by then ends censored. */
    trialCapMs: z.number().min(100).max(3_600_000).default(30_000),
  })
  .refine(({ engine, environment }) => engine === 'simulation' || isIdeal(environment), {
    path: ['environment'],
    error:
      'only a simulation can be given persist delays, timer noise, own latency or unequal logs: real nodes have their own',
  })
  .refine(({ engine, cluster }) => engine === 'processes' || cluster.clientLoadPerSecond === 0, {
    path: ['cluster', 'clientLoadPerSecond'],
    error: 'a simulation has no clients: their load is 0 there',
  });
export type Experiment = z.infer<typeof experimentSchema>;

function isIdeal({ ownLatency, persist, timerNoise, extraEntries }: Environment): boolean {
  return [ownLatency, persist, timerNoise].every(isNone) && extraEntries.length === 0;
}

export const failedTermClassSchema = z.enum(['split', 'preempted', 'refused', 'noQuorum', 'lost']);
/** Why a term that had a candidate got no leader. */
export type FailedTermClass = z.infer<typeof failedTermClassSchema>;

export const outcomeKindSchema = z.enum(['recovered', 'capped']);

const ms = z.number();

/** One row of trials.csv, in its order (the CSV's column names are the snake_case of these). */
export const trialRecordSchema = z.object({
  runId: z.string(),
  trial: z.int(),
  seed: z.int(),
  nodes: z.int(),
  alive: z.int(),
  electionTimeoutMinMs: ms,
  electionTimeoutMaxMs: ms,
  heartbeatMs: ms,
  latency: z.string(),
  loss: z.number(),
  preVote: z.boolean(),
  checkQuorum: z.boolean(),
  crashMode: crashModeSchema,
  scheduledCrashMs: ms,
  crashMs: ms,
  detectedMs: ms.nullable(),
  electedMs: ms.nullable(),
  recoveredMs: ms.nullable(),
  /** recovered − scheduled crash; null when capped (censored). */
  downtimeMs: ms.nullable(),
  oldLeader: nodeIdSchema,
  newLeader: nodeIdSchema.nullable(),
  oldTerm: z.int(),
  newTerm: z.int().nullable(),
  termsUsed: z.int().nullable(),
  splitTerms: z.int(),
  preemptedTerms: z.int(),
  refusedTerms: z.int(),
  noQuorumTerms: z.int(),
  lostTerms: z.int(),
  maxTimerLateMs: ms,
  clean: z.boolean(),
  outcome: outcomeKindSchema,
  /** Was the trial's first term that had a candidate split? (first-term split rate) */
  firstTermSplit: z.boolean(),
  /** Runs recorded before there was a choice are of real processes. */
  engine: engineSchema.default('processes'),
});
export type TrialRecord = z.infer<typeof trialRecordSchema>;

/** One row of terms.csv: a term that had a candidate. */
export interface TermRecord {
  readonly runId: string;
  readonly trial: number;
  readonly term: number;
  readonly candidates: readonly number[];
  readonly votes: readonly { readonly voter: number; readonly candidate: number }[];
  readonly leader: number | null;
  /** `won`, or why it failed. */
  readonly outcome: 'won' | FailedTermClass;
  readonly startedMs: number;
  readonly endedMs: number | null;
}

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

export interface TrialStatistics {
  readonly trials: number;
  readonly splitVoteRate: Proportion;
  readonly firstTermSplitRate: Proportion;
  readonly downtimeMs: DowntimeQuantiles;
  readonly termsUsed: { readonly mean: number | null; readonly max: number | null };
  readonly failedTerms: Readonly<Record<FailedTermClass, number>>;
  /** Trials that hit the time cap. */
  readonly capped: number;
}

/** summary.json: all trials, and the clean ones on their own. Nothing is dropped silently. */
export interface RunSummary extends TrialStatistics {
  readonly clean: number;
  readonly cleanOnly: TrialStatistics;
  /** Null until the run has a folder. */
  readonly runFolder: string | null;
}
