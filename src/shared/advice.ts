import { z } from 'zod';
import { distributionSchema } from './distribution';
import { seedSchema } from './experiment';
import type { Proportion } from './runStatistics';
import { MAX_NODES } from './ids';
import type { Timing } from './settings';
import type { SystemId } from './systems';
import type { WrittenSettings } from './systems/system';

/** What the timeouts are for. Each limit is the largest value that is still good. */
export const adviceGoalSchema = z.strictObject({
  /** One leader crash in a hundred may leave the cluster without a leader for longer than this. */
  p99DowntimeMs: z.number().min(5).max(120_000),
  /** Elections against a leader that is alive and connected. */
  spuriousPerDay: z.number().min(1e-9).max(100_000),
  /** Share of leader crashes after which votes split. */
  splitVotes: z.number().min(1e-6).max(1),
  /** Heartbeats that the leader sends to all followers together; null for no limit. */
  heartbeatsPerSecond: z.number().min(0.1).max(100_000).nullable(),
});
export type AdviceGoal = z.infer<typeof adviceGoalSchema>;

/** Where the cluster is to run. */
export const adviceEnvironmentSchema = z.strictObject({
  nodes: z.int().min(3).max(MAX_NODES),
  /** One way, of every message, tail and all. */
  latency: distributionSchema,
  /** One durable write. */
  persist: distributionSchema,
  /** Independent probability that a message vanishes. */
  loss: z.number().min(0).max(0.5),
  /** What stops a whole node for a while: garbage collection, a full disk queue, a stolen processor. */
  stalls: z.strictObject({
    /** Of each node. */
    perDay: z.number().min(0).max(1_000_000),
    duration: distributionSchema,
  }),
  preVote: z.boolean(),
  checkQuorum: z.boolean(),
});
export type AdviceEnvironment = z.infer<typeof adviceEnvironmentSchema>;

export const adviceRequestSchema = z.strictObject({
  goal: adviceGoalSchema,
  environment: adviceEnvironmentSchema,
  seed: seedSchema,
});
export type AdviceRequest = z.infer<typeof adviceRequestSchema>;

/** Elections against a healthy leader, expected a day, by cause. */
export interface SpuriousRate {
  readonly perDay: number;
  /** Heartbeats that were lost or late. */
  readonly network: number;
  /** Nodes that stood still. */
  readonly stalls: number;
}

/** What is to be expected of one setting. */
export interface Outlook {
  readonly p50DowntimeMs: number | null;
  readonly p99DowntimeMs: number | null;
  /** Share of crashes. */
  readonly splitVotes: number;
  readonly spurious: SpuriousRate;
  readonly heartbeatsPerSecond: number;
}

/** A setting, and what is to be expected of it. */
export interface AdvicePoint {
  readonly minMs: number;
  readonly maxMs: number;
  readonly heartbeatMs: number;
  readonly outlook: Outlook;
  /** Are all goals met? */
  readonly feasible: boolean;
}

export const GOAL_NAMES = ['p99DowntimeMs', 'spuriousPerDay', 'splitVotes', 'heartbeatsPerSecond'] as const;
export type GoalName = (typeof GOAL_NAMES)[number];

/** Every setting that was looked at: minimum timeouts across, widths of the range up. */
export interface AdviceMap {
  readonly minsMs: readonly number[];
  readonly widthsMs: readonly number[];
  /** One row for each width, one cell for each minimum in it; each with its best heartbeat. */
  readonly cells: readonly (readonly AdvicePoint[])[];
}

/** How a goal stands against what was counted; `unclear`: the limit lies within the interval. */
export type GoalVerdict = 'holds' | 'fails' | 'unclear';

/** The recommended setting crashed many times in virtual time. */
export interface Verification {
  readonly elections: number;
  readonly p50DowntimeMs: number | null;
  readonly p99DowntimeMs: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
  readonly splitVotes: Proportion;
  readonly verdicts: Readonly<Record<'p99DowntimeMs' | 'splitVotes', GoalVerdict>>;
}

/** What another goal would lead to. */
export interface Alternative {
  /** "p99 downtime up to 1000 ms". */
  readonly instead: string;
  /** Null where even that cannot be met. */
  readonly point: AdvicePoint | null;
}

/** The advice in the keys of one system. */
export interface SystemAdvice {
  readonly system: SystemId;
  readonly written: WrittenSettings;
  /** Of what was written, which need not be what was recommended. */
  readonly point: AdvicePoint;
}

/** A recommended range and heartbeat, and all that speaks for it. */
export interface Advice {
  readonly request: AdviceRequest;
  /** Meets all goals where `recommended.feasible`; else the nearest trade-off. */
  readonly recommended: AdvicePoint;
  readonly timing: Timing;
  /** The goal that holds it back. */
  readonly binds: GoalName;
  /** Why this point, in sentences; the first one is the gist. */
  readonly why: readonly string[];
  readonly alternatives: readonly Alternative[];
  readonly verified: Verification;
  readonly systems: readonly SystemAdvice[];
  readonly map: AdviceMap;
  readonly assumptions: readonly string[];
  /** ms */
  readonly tookMs: number;
}

/** What a window may ask of the advisor. */
export interface AdvisorApi {
  /** Takes a few seconds, in a thread of its own. A newer question ends an older one, which then fails. */
  advise(request: AdviceRequest): Promise<Advice>;
  /** Ends the question under way, if there is one: it fails. */
  stopAdvising(): Promise<void>;
}

export const advisorApiArguments = {
  advise: z.tuple([adviceRequestSchema]),
  stopAdvising: z.tuple([]),
} as const satisfies Record<keyof AdvisorApi, z.ZodType>;

/** @param interval of which an end is null where it is beyond all that was counted */
export function goalVerdict(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  limit: number,
): GoalVerdict {
  if (high !== null && high <= limit) return 'holds';
  return low === null || low > limit ? 'fails' : 'unclear';
}

/** Does the outlook meet this goal? A goal without a limit is met; a value that is not known is not. */
export function meets(goal: AdviceGoal, name: GoalName, outlook: Outlook): boolean {
  const limit = goal[name];
  const value = valueOf(outlook, name);
  return limit === null || (value !== null && value <= limit);
}

/** What the outlook says about this goal, in the goal's unit. */
export function valueOf(outlook: Outlook, name: GoalName): number | null {
  return name === 'spuriousPerDay' ? outlook.spurious.perDay : outlook[name];
}
