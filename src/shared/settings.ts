import * as z from 'zod/mini';
import { distributionSchema, NO_DELAY } from './distribution';
import { MAX_NODES } from './ids';

/** Longest election timeout or heartbeat that may be asked for, in ms. */
export const MAX_TIMEOUT_MS = 60_000;
/** Commands per second. */
export const MAX_CLIENT_LOAD = 20_000;

const timeoutMs = z.number().check(z.minimum(1), z.maximum(MAX_TIMEOUT_MS));

/** A range of election timeouts, ms. */
export const timeoutRangeSchema = z.strictObject({ minMs: timeoutMs, maxMs: timeoutMs }).check(
  z.refine(({ minMs, maxMs }) => minMs <= maxMs, {
    error: 'a range runs from the smaller to the larger, e.g. minMs: 150, maxMs: 300',
    path: ['maxMs'],
  }),
);
export type TimeoutRange = z.infer<typeof timeoutRangeSchema>;

/** What one node needs to know of time and votes, and what may be changed while it runs. */
const timingShape = {
  /** Each reset of the election timer draws uniformly from [min, max] (§5.2). */
  electionTimeoutMinMs: timeoutMs,
  electionTimeoutMaxMs: timeoutMs,
  /** The leader's heartbeat interval. */
  heartbeatMs: z.number().check(z.minimum(0.5), z.maximum(MAX_TIMEOUT_MS)),
  /** Thesis §9.6: ask whether an election could be won before starting one. */
  preVote: z.boolean(),
  /** A leader steps down without a majority heard; followers with a live leader ignore RequestVote. */
  checkQuorum: z.boolean(),
};

const rangeInOrder = z.refine<{ electionTimeoutMinMs: number; electionTimeoutMaxMs: number }>(
  (t) => t.electionTimeoutMinMs <= t.electionTimeoutMaxMs,
  {
    error: 'the election timeout range runs from the smaller to the larger, e.g. 150-300',
    path: ['electionTimeoutMaxMs'],
  },
);

export const timingSchema = z
  .strictObject({
    ...timingShape,
    /**
     * What a candidate draws from when it starts an election, where that differs from a follower's range (Howard et
     * al., "Raft Refloated", 2015).
     */
    candidateTimeout: z.optional(timeoutRangeSchema),
  })
  .check(rangeInOrder);
export type Timing = z.infer<typeof timingSchema>;

export const durabilitySchema = z.enum(['fsync', 'os', 'memory']);
/** `fsync`: fdatasync before replies · `os`: written, left to the page cache · `memory`: no file at all. */
export type Durability = z.infer<typeof durabilitySchema>;

const clusterShape = {
  ...timingShape,
  nodes: z.int().check(z.minimum(1), z.maximum(MAX_NODES)),
  /** One-way delay added to every datagram on every link. */
  latency: distributionSchema,
  /** Independent probability that a datagram vanishes, 0 to 1. */
  loss: z.number().check(z.minimum(0), z.maximum(1)),
  durability: durabilitySchema,
  /** Steady client load in commands per second; 0 is none. */
  clientLoadPerSecond: z.number().check(z.minimum(0), z.maximum(MAX_CLIENT_LOAD)),
};

export const clusterSettingsSchema = z.strictObject(clusterShape).check(rangeInOrder);
/** A whole cluster's settings: everything needed to start it. */
export type ClusterSettings = z.infer<typeof clusterSettingsSchema>;

/** What may be changed on a running cluster. Checked against the range's order after merging. */
export const retuneSchema = z.partial(
  z.strictObject({ ...clusterShape, nodes: z.never(), durability: z.never() }),
);
export type Retune = z.infer<typeof retuneSchema>;

/** Five servers at the paper's range, no added latency: what the terminal starts with. */
export const DEFAULT_SETTINGS: ClusterSettings = {
  nodes: 5,
  electionTimeoutMinMs: 150,
  electionTimeoutMaxMs: 300,
  heartbeatMs: 75,
  preVote: false,
  checkQuorum: false,
  latency: NO_DELAY,
  loss: 0,
  durability: 'fsync',
  clientLoadPerSecond: 0,
};

/** Only the timing part of a cluster's settings; candidates draw from the same range. */
export function timingOf(s: Timing): Timing {
  const { electionTimeoutMinMs, electionTimeoutMaxMs, heartbeatMs, preVote, checkQuorum } = s;
  return { electionTimeoutMinMs, electionTimeoutMaxMs, heartbeatMs, preVote, checkQuorum };
}

/** A leader's heartbeat where nobody said: half the minimum timeout, as in the paper's experiment (§9.3). */
export function usualHeartbeatMs(electionTimeoutMinMs: number): number {
  return electionTimeoutMinMs / 2;
}
