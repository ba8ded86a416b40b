import { z } from 'zod';
import { crashModeSchema, engineSchema } from './experiment';
import { experimentKindSchema } from './experimentKinds';
import { nodeIdSchema } from './ids';

/**
 * What an experiment records. Words are those of docs/measuring.md.
 * Times of a trial are ms on the run's own axis (0 = the run's start, monotonic), unless said otherwise.
 */

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
 * too long, or lost; the leader stood still when it was due; one of the two was paused; or the link from the leader is
 * cut while the other direction is not. Where the leader had given up (CheckQuorum), the same of a follower's answers.
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
  oldLeader: z.nullable(nodeIdSchema),
  newLeader: z.nullable(nodeIdSchema),
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
  /** The longest time without an acknowledgement from the disturbance on, where there are clients and they were served again. */
  clientDowntimeMs: duration,
  /** Commands acknowledged while watched. */
  acknowledgedCommands: count,
  /** From when a client issued a command, whoever led or not, until its acknowledgement. */
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
