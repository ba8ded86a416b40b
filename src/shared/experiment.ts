import { z } from 'zod';
import type { MachineDelays } from './agreement';
import { conditionsSchema, USUAL_CONDITIONS } from './conditions';
import { distributionSchema, isNone, NO_DELAY } from './distribution';
import { experimentKindSchema, KIND_TRAITS, kindsWith } from './experimentKinds';
import { MAX_NODES, nodeIdSchema } from './ids';
import { clusterSettingsSchema, DEFAULT_SETTINGS } from './settings';
import { MAX_TRIAL_MS, nodesNamed } from './timeline';

/**
 * An experiment and what it records. Words are those of docs/measuring.md.
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
  /** Timers are seen to be due only at multiples of this, ms; 0: at once. Coarse ticks make votes split that would not. */
  timerQuantumMs: z.number().min(0).max(1000).default(0),
  /** Do all servers' ticks fall together, or has each its own? A number: together, at that time of each trial, ms. */
  timerPhase: z.union([z.enum(['shared', 'own']), z.number().min(0).max(1000)]).default('shared'),
  /** Each server's clock runs fast or slow by a share of its own, uniform on ± this, in millionths. */
  clockDriftPpm: z.number().min(0).max(100_000).default(0),
  /** Besides the settings' loss: each directed link has bursts of it, with gaps and lengths exponential (Gilbert–Elliott). */
  lossBursts: z
    .strictObject({
      meanGapMs: z.number().min(1).max(MAX_TRIAL_MS),
      meanLengthMs: z.number().min(0.1).max(MAX_TRIAL_MS),
      /** In a burst. */
      loss: z.number().min(0).max(1).default(1),
    })
    .nullable()
    .default(null),
  /**
   * Uncommitted entries in each server's log beyond what all share, server 1 (the old leader) first; where the list
   * ends, none. The old leader's heartbeats do not repair the difference; so only for leader crashes without clients
   * or a timeline, and for cold starts.
   */
  extraEntries: z.array(z.int().min(0).max(1000)).max(MAX_NODES).default([]),
});
export type Environment = z.infer<typeof environmentSchema>;

/** No delay of its own, a disk that takes no time, timers that are never late, equal logs. */
export const IDEAL: Environment = environmentSchema.parse({});

export const DEFAULT_OUTAGE_MS = 1000;
export const DEFAULT_OBSERVE_MS = 10_000;

const experimentFields = z.strictObject({
  kind: experimentKindSchema.default('leader-crash'),
  /** What people call it; part of the run folder's name. Absent: its kind. */
  name: z.string().trim().min(1).max(80).optional(),
  engine: engineSchema.default('processes'),
  cluster: clusterSettingsSchema.default(DEFAULT_SETTINGS),
  /** Of a simulation. */
  environment: environmentSchema.default(IDEAL),
  conditions: conditionsSchema.default(USUAL_CONDITIONS),
  /** How the leader of `leader-crash` is silenced. */
  crash: crashModeSchema.default('kill'),
  /** How long a cut, a pause or an isolation lasts, ms; null for kinds without one. */
  outageMs: z.number().min(1).max(MAX_TRIAL_MS).nullable().default(null),
  /** How long one trial is watched, ms; null for kinds that are watched until recovery. */
  observeMs: z.number().min(100).max(MAX_TRIAL_MS).nullable().default(null),
  trials: z.int().min(1).max(MAX_TRIALS).default(100),
  /**
   * Clusters side by side; `auto` starts with as many as the machine bears and backs off on contamination. Of a
   * simulation: threads, which change nothing in its trials.
   */
  concurrency: concurrencySchema.default('auto'),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** A trial that is not stable again by then ends censored. */
  trialCapMs: z.number().min(100).max(MAX_TRIAL_MS).default(30_000),
});
type Fields = z.infer<typeof experimentFields>;

/** Parsed, it is resolved: what its kind needs and nobody gave is as usual. Parsing that again changes nothing. */
export const experimentSchema = experimentFields
  .superRefine((fields, context) => {
    for (const { path, message } of contradictionsIn(fields)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .transform((fields) => {
    const { outage, observes } = KIND_TRAITS[fields.kind];
    return {
      ...fields,
      name: fields.name ?? fields.kind,
      outageMs: outage ? (fields.outageMs ?? DEFAULT_OUTAGE_MS) : null,
      observeMs: observes ? (fields.observeMs ?? DEFAULT_OBSERVE_MS) : null,
    };
  });
export type Experiment = z.infer<typeof experimentSchema>;

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is right alone but does not go together. */
function* contradictionsIn(fields: Fields): Generator<Contradiction> {
  const { engine, environment } = fields;
  if (engine !== 'simulation' && !isIdeal(environment)) {
    yield {
      path: ['environment'],
      message:
        'only a simulation can be given persist delays, timer noise, own latency or unequal logs: real nodes have their own',
    };
  }
  if (environment.extraEntries.length > 0 && !keepsLogs(fields)) {
    yield {
      path: ['environment', 'extraEntries'],
      message:
        'a leader makes its followers’ logs equal: they can differ in leader-crash without clients or timeline, and in cold-start',
    };
  }
  yield* foreignFieldsIn(fields);
  yield* unknownNodesIn(fields);
}

/** Fields that belong to another kind. */
function* foreignFieldsIn(fields: Fields): Generator<Contradiction> {
  const { kind, crash, cluster, conditions, outageMs, observeMs, trialCapMs } = fields;
  const { outage, observes, struck } = KIND_TRAITS[kind];
  if (crash === 'pause' && kind !== 'leader-crash') {
    yield { path: ['crash'], message: 'it belongs to leader-crash; a pause that ends is kind leader-pause' };
  }
  if (outageMs !== null && !outage) {
    yield { path: ['outageMs'], message: `nothing lasts in ${kind}: it belongs to ${kindsWith('outage')}` };
  }
  if (outage && (outageMs ?? DEFAULT_OUTAGE_MS) >= trialCapMs) {
    yield {
      path: [outageMs === null ? 'trialCapMs' : 'outageMs'],
      message: 'what lasts must be over before the trial is: an outageMs smaller than trialCapMs',
    };
  }
  if (observeMs !== null && !observes) {
    yield {
      path: ['observeMs'],
      message: `a trial of ${kind} ends with recovery: it belongs to ${kindsWith('observes')}`,
    };
  }
  if (!struck && !conditions.synchronisedHeartbeat) {
    yield {
      path: ['conditions', 'synchronisedHeartbeat'],
      message: `${kind} has none, so it cannot be left out: it belongs to ${kindsWith('struck')}`,
    };
  }
  if (struck && !conditions.synchronisedHeartbeat && conditions.crashOffset !== 'uniform') {
    yield {
      path: ['conditions', 'crashOffset'],
      message: 'it counts from the synchronised heartbeat: without one the moment is uniform',
    };
  }
  if (!struck && conditions.crashOffset !== 'uniform') {
    yield {
      path: ['conditions', 'crashOffset'],
      message: `${kind} has no moment to choose: it belongs to ${kindsWith('struck')}`,
    };
  }
  if (kind === 'workload' && cluster.clientLoadPerSecond === 0) {
    yield {
      path: ['cluster', 'clientLoadPerSecond'],
      message: 'a workload needs clients: more than 0 commands a second',
    };
  }
}

/** Nodes that the cluster does not have, and times after a trial's end. */
function* unknownNodesIn({ kind, cluster, conditions, observeMs }: Fields): Generator<Contradiction> {
  const message = `the cluster has nodes 1 to ${cluster.nodes}`;
  for (const [i, { node }] of conditions.nodeTimeouts.entries()) {
    if (node > cluster.nodes) yield { path: ['conditions', 'nodeTimeouts', i, 'node'], message };
  }
  const endMs = KIND_TRAITS[kind].observes ? (observeMs ?? DEFAULT_OBSERVE_MS) : Infinity;
  for (const [i, { atMs, action }] of conditions.timeline.entries()) {
    const path = ['conditions', 'timeline', i];
    if (nodesNamed(action).some((node) => node > cluster.nodes)) yield { path: [...path, 'action'], message };
    if (atMs >= endMs) {
      yield { path: [...path, 'atMs'], message: `a trial is over after ${endMs} ms (observeMs)` };
    }
  }
}

function isIdeal(environment: Environment): boolean {
  const { ownLatency, persist, timerNoise, timerQuantumMs, clockDriftPpm } = environment;
  return (
    [ownLatency, persist, timerNoise].every(isNone) &&
    timerQuantumMs === 0 &&
    clockDriftPpm === 0 &&
    environment.lossBursts === null &&
    environment.extraEntries.length === 0
  );
}

/** Has the trial no leader at work that would make unequal logs equal? */
function keepsLogs({ kind, cluster, conditions }: Fields): boolean {
  if (kind === 'cold-start') return true;
  return kind === 'leader-crash' && cluster.clientLoadPerSecond === 0 && conditions.timeline.length === 0;
}

export const failedTermClassSchema = z.enum(['split', 'preempted', 'refused', 'noQuorum', 'lost']);
/** Why a term that had a candidate got no leader. */
export type FailedTermClass = z.infer<typeof failedTermClassSchema>;

/** `observed`: watched for as long as it was to be, by kinds that wait for no recovery. */
export const outcomeKindSchema = z.enum(['recovered', 'capped', 'observed']);

export const SPURIOUS_CAUSES = [
  'lateHeartbeat',
  'lostDatagrams',
  'stall',
  'paused',
  'asymmetricLink',
] as const;
/**
 * Why a server stood for election although its leader lived and reached a majority: the heartbeat was under way for
 * too long, or lost; the server's own timer or process stood still, or it was paused; or its link from the leader is cut
 * while others' are not.
 */
export type SpuriousCause = (typeof SPURIOUS_CAUSES)[number];

const ms = z.number();
const count = z.int().nullable().default(null);
const duration = ms.nullable().default(null);

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
  /** Null where nobody led before: a cold start. */
  oldLeader: nodeIdSchema.nullable(),
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
  // From here on, columns that came later. Null: not of this kind, or recorded before the column was there.
  kind: experimentKindSchema.default('leader-crash'),
  /** How long it was watched, by kinds that are. */
  observedMs: duration,
  /** Terms above the leader's that began while it lived and was connected to a majority, and their causes if known. */
  spuriousElections: count,
  spuriousLateHeartbeat: count,
  spuriousLostDatagrams: count,
  spuriousStall: count,
  spuriousPaused: count,
  spuriousAsymmetricLink: count,
  /** After a rejoin: by how much the isolated server's term was above the leader's. */
  termInflation: count,
  /** After a rejoin: did the leader have to step down for it? */
  leaderDeposed: z.boolean().nullable().default(null),
  /** The longest gap between acknowledgements around the disturbance, where there are clients. */
  clientDowntimeMs: duration,
  /** Commands acknowledged while watched. */
  acknowledgedCommands: count,
  /** From when a command was due until its acknowledgement. */
  commitP50Ms: duration,
  commitP99Ms: duration,
});
export type TrialRecord = z.infer<typeof trialRecordSchema>;

/** One trial in a chart of many. */
export type TrialPoint = Pick<TrialRecord, 'trial' | 'downtimeMs'>;

/** The columns that came later, as they are where nothing of theirs is measured. */
export const NOT_MEASURED = {
  observedMs: null,
  spuriousElections: null,
  spuriousLateHeartbeat: null,
  spuriousLostDatagrams: null,
  spuriousStall: null,
  spuriousPaused: null,
  spuriousAsymmetricLink: null,
  termInflation: null,
  leaderDeposed: null,
  clientDowntimeMs: null,
  acknowledgedCommands: null,
  commitP50Ms: null,
  commitP99Ms: null,
} as const satisfies Partial<TrialRecord>;

/** The column that counts each cause. */
export const SPURIOUS_COLUMN = {
  lateHeartbeat: 'spuriousLateHeartbeat',
  lostDatagrams: 'spuriousLostDatagrams',
  stall: 'spuriousStall',
  paused: 'spuriousPaused',
  asymmetricLink: 'spuriousAsymmetricLink',
} as const satisfies Record<SpuriousCause, keyof TrialRecord>;

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
  /** Null until the run has a folder. */
  readonly runFolder: string | null;
  /** Of real nodes, once the run has ended. */
  readonly machine?: MachineDelays | undefined;
}
