import { z } from 'zod';
import { factSchema, roleSchema } from '../facts';
import { nodeIdSchema } from '../ids';
import { portSchema } from './toNode';

/** What a node process tells the lab over the control channel. Times are monotonic ms. */

export const nodeStatusSchema = z.object({
  role: roleSchema,
  currentTerm: z.int(),
  votedFor: z.nullable(nodeIdSchema),
  leader: z.nullable(nodeIdSchema),
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
    leader: z.nullable(nodeIdSchema),
  }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const toLabSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('listening'),
    port: portSchema,
    recovered: z.object({ currentTerm: z.int(), lastLogIndex: z.int(), tornBytes: z.int() }),
  }),
  telemetrySchema,
  z.object({ type: z.literal('answered'), requestId: z.int(), outcome: outcomeSchema }),
  /** The node cannot go on and exits after saying so. */
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
]);
export type ToLab = z.infer<typeof toLabSchema>;
