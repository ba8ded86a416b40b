import { z } from 'zod';
import { distributionSchema } from './distribution';
import { factSchema, roleSchema } from './facts';
import { nodeIdSchema } from './ids';
import { durabilitySchema, timingSchema } from './settings';

/**
 * The control channel between the lab and one node process (IPC, structured clone). Raft itself never uses it:
 * nodes speak UDP to each other. Times are monotonic ms (`monotonicMs`), the same in all processes of a machine.
 */

const port = z.int().min(0).max(65_535);

/**
 * How a node treats what it sends to one peer: the conditioner of one directed link. The delay is the network's, not
 * the sender's: what has left still arrives when its sender is killed or paused meanwhile (so the receiver holds it).
 */
export const linkRuleSchema = z.object({
  to: nodeIdSchema,
  cut: z.boolean(),
  /** Probability that a datagram vanishes. */
  loss: z.number().min(0).max(1),
  /** One-way delay drawn for each datagram. */
  delay: distributionSchema,
  /** Probability that a datagram is sent twice. */
  duplicate: z.number().min(0).max(1),
});
export type LinkRule = z.infer<typeof linkRuleSchema>;

export const nodeConfigSchema = z.object({
  id: nodeIdSchema,
  servers: z.array(nodeIdSchema).min(1),
  /** Unsigned 32-bit number in every datagram's header. */
  clusterId: z.int().min(0).max(0xffff_ffff),
  /** 32 random bytes, hex: authenticates datagrams of this cluster. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Seed of this node's generators (timeouts; link conditioner; slow disk). */
  seed: z.int(),
  timing: timingSchema,
  /** UDP port on 127.0.0.1; 0 lets the system choose. A restarted node asks for the port it had. */
  port,
  durability: durabilitySchema,
  /** The write-ahead log's path; null only with durability `memory`. */
  walPath: z.string().nullable(),
  /** Each durable write takes at least so long, whatever the disk does. */
  persist: distributionSchema,
  links: z.array(linkRuleSchema),
  /** One in this many messages is traced; 0 traces none. */
  traceEvery: z.int().min(0),
  telemetryIntervalMs: z.number().min(1).max(10_000),
});
export type NodeConfig = z.infer<typeof nodeConfigSchema>;

const command = z.instanceof(Uint8Array);

export const toNodeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), config: nodeConfigSchema }),
  /** Everyone's port, own included. The node starts taking part when it has this. */
  z.object({ type: z.literal('peers'), ports: z.array(z.tuple([nodeIdSchema, port])) }),
  z.object({ type: z.literal('retune'), applyAtMs: z.number(), timing: timingSchema }),
  /** Writes from now on take at least so long. */
  z.object({ type: z.literal('persist'), delay: distributionSchema }),
  z.object({ type: z.literal('links'), applyAtMs: z.number(), links: z.array(linkRuleSchema) }),
  z.object({ type: z.literal('campaign') }),
  /** To all followers, at that time (monotonic ms); absent: now. */
  z.object({ type: z.literal('heartbeat'), atMs: z.number().optional() }),
  z.object({ type: z.literal('transfer'), target: nodeIdSchema }),
  z.object({ type: z.literal('setElectionDeadline'), deadlineMs: z.number() }),
  z.object({ type: z.literal('trace'), every: z.int().min(0) }),
  /** A client's command (see kv/command.ts for its bytes). Answered with `answered` of the same request id. */
  z.object({ type: z.literal('request'), requestId: z.int(), command }),
  z.object({ type: z.literal('stop') }),
]);
export type ToNode = z.infer<typeof toNodeSchema>;

export const nodeStatusSchema = z.object({
  role: roleSchema,
  currentTerm: z.int(),
  votedFor: nodeIdSchema.nullable(),
  leader: nodeIdSchema.nullable(),
  commitIndex: z.int(),
  lastLogIndex: z.int(),
  /** When the election timer was last reset, and when it fires; null for a leader. */
  electionFromMs: z.number().nullable(),
  electionDeadlineMs: z.number().nullable(),
  /** Who has granted this candidate its (pre-)vote, itself included. */
  votesGranted: z.array(nodeIdSchema),
});
export type NodeStatus = z.infer<typeof nodeStatusSchema>;

/** Datagrams that were dropped on arrival, by reason. */
export const dropReasonSchema = z.enum([
  'short',
  'long',
  'version',
  'cluster',
  'unauthenticated',
  /** Its source port is not the one of the server it claims to come from. */
  'port',
  /** Addressed to another server: a datagram cannot be replayed elsewhere. */
  'recipient',
  'malformed',
]);
export type DropReason = z.infer<typeof dropReasonSchema>;

export const messageKindSchema = z.enum([
  'preVote',
  'requestVote',
  'voteGranted',
  'voteRefused',
  'heartbeat',
  'append',
  'appendOk',
  'appendRefused',
  'timeoutNow',
  'transferRequest',
]);
export type MessageKind = z.infer<typeof messageKindSchema>;

/** One traced datagram, told by its sender. */
export const messageTraceSchema = z.object({
  atMs: z.number(),
  from: nodeIdSchema,
  to: nodeIdSchema,
  kind: messageKindSchema,
  term: z.int(),
  /** Delay added by the conditioner; null when the conditioner dropped it (cut or loss). */
  delayMs: z.number().nullable(),
});
export type MessageTrace = z.infer<typeof messageTraceSchema>;

export const telemetrySchema = z.object({
  type: z.literal('telemetry'),
  atMs: z.number(),
  /** Absent when nothing has changed since the last batch. */
  status: nodeStatusSchema.optional(),
  facts: z.array(z.object({ atMs: z.number(), fact: factSchema })),
  traces: z.array(messageTraceSchema),
  /** Since the last batch. */
  samples: z.object({
    /** AppendEntries to reply as the leader sees them. */
    roundTripMs: z.array(z.number()),
    persistMs: z.array(z.number()),
    /** From the core's word, or the disk's, until a request for a vote was with the operating system. */
    requestMs: z.array(z.number()),
    /** Requests for votes and their answers: when the link let them arrive, and when the node handled them. */
    votes: z.array(z.object({ dueMs: z.number(), handledMs: z.number() })),
  }),
  /** Since the start. */
  counters: z.object({
    sent: z.int(),
    received: z.int(),
    /** By the link conditioner: cut or loss. */
    conditioned: z.int(),
    dropped: z.record(dropReasonSchema, z.int()),
    /** Resident set, bytes. */
    rssBytes: z.int(),
  }),
});
export type Telemetry = z.infer<typeof telemetrySchema>;

const outcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), index: z.int(), result: z.instanceof(Uint8Array) }),
  z.object({
    ok: z.literal(false),
    /** `lost`: leadership was lost before the entry committed; it may or may not have been applied. */
    reason: z.enum(['notLeader', 'transferring', 'lost', 'tooLarge', 'badCommand']),
    leader: nodeIdSchema.nullable(),
  }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const toLabSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('listening'),
    port,
    recovered: z.object({ currentTerm: z.int(), lastLogIndex: z.int(), tornBytes: z.int() }),
  }),
  telemetrySchema,
  z.object({ type: z.literal('answered'), requestId: z.int(), outcome: outcomeSchema }),
  /** The node cannot go on and exits after saying so. */
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
]);
export type ToLab = z.infer<typeof toLabSchema>;
