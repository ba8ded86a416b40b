import * as z from 'zod/mini';
import { distributionSchema } from '../distribution';
import { nodeIdSchema } from '../ids';
import { durabilitySchema, timingSchema } from '../settings';

/**
 * The control channel between the lab and one node process (IPC, structured clone). Raft itself never uses it:
 * nodes speak UDP to each other. Times are monotonic ms (`monotonicMs`), the same in all processes of a machine.
 */

export const portSchema = z.int().check(z.minimum(0), z.maximum(65_535));

/**
 * How a node treats what it sends to one peer: the conditioner of one directed link. The delay is the network's, not
 * the sender's: what has left still arrives when its sender is killed or paused meanwhile (so the receiver holds it).
 */
export const linkRuleSchema = z.object({
  to: nodeIdSchema,
  cut: z.boolean(),
  /** Probability that a datagram vanishes. */
  loss: z.number().check(z.minimum(0), z.maximum(1)),
  /** One-way delay drawn for each datagram. */
  delay: distributionSchema,
  /** Probability that a datagram is sent twice. */
  duplicate: z.number().check(z.minimum(0), z.maximum(1)),
});
export type LinkRule = z.infer<typeof linkRuleSchema>;

/** When a node tells its lab what there is to tell. */
export const reportingSchema = z.object({
  /** How long news may wait for more. */
  intervalMs: z.number().check(z.minimum(1), z.maximum(10_000)),
  /** Is it news that an election timer was set anew? Each heartbeat does that, and only who draws timers wants to know. */
  deadlines: z.boolean(),
});
export type Reporting = z.infer<typeof reportingSchema>;

export const nodeConfigSchema = z.object({
  id: nodeIdSchema,
  servers: z.array(nodeIdSchema).check(z.minLength(1)),
  /** Unsigned 32-bit number in every datagram's header. */
  clusterId: z.int().check(z.minimum(0), z.maximum(0xffff_ffff)),
  /** 32 random bytes, hex: authenticates datagrams of this cluster. */
  key: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** Seed of this node's generators (timeouts; link conditioner; slow disk). */
  seed: z.int(),
  timing: timingSchema,
  /** UDP port on 127.0.0.1; 0 lets the system choose. A restarted node asks for the port it had. */
  port: portSchema,
  durability: durabilitySchema,
  /** The write-ahead log's path; null only with durability `memory`. */
  walPath: z.nullable(z.string()),
  /** Each durable write takes at least so long, whatever the disk does. */
  persist: distributionSchema,
  links: z.array(linkRuleSchema),
  /** One in this many messages is traced; 0 traces none. */
  traceEvery: z.int().check(z.minimum(0)),
  reporting: reportingSchema,
});
export type NodeConfig = z.infer<typeof nodeConfigSchema>;

const command = z.instanceof(Uint8Array);

export const toNodeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), config: nodeConfigSchema }),
  /** Everyone's port, own included. The node starts taking part when it has this. */
  z.object({ type: z.literal('peers'), ports: z.array(z.tuple([nodeIdSchema, portSchema])) }),
  z.object({ type: z.literal('retune'), applyAtMs: z.number(), timing: timingSchema }),
  /** Writes from now on take at least so long. */
  z.object({ type: z.literal('persist'), delay: distributionSchema }),
  z.object({ type: z.literal('links'), applyAtMs: z.number(), links: z.array(linkRuleSchema) }),
  z.object({ type: z.literal('campaign') }),
  /** To all followers, at that time (monotonic ms); absent: now. */
  z.object({ type: z.literal('heartbeat'), atMs: z.optional(z.number()) }),
  z.object({ type: z.literal('transfer'), target: nodeIdSchema }),
  z.object({ type: z.literal('setElectionDeadline'), deadlineMs: z.number() }),
  z.object({ type: z.literal('trace'), every: z.int().check(z.minimum(0)) }),
  /** A client's command (see kv/command.ts for its bytes). Answered with `answered` of the same request id. */
  z.object({ type: z.literal('request'), requestId: z.int(), command }),
  z.object({ type: z.literal('stop') }),
]);
export type ToNode = z.infer<typeof toNodeSchema>;
