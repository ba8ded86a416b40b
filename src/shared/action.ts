import { z } from 'zod';
import { linkRuleSchema } from './control/toNode';
import { distributionSchema } from './distribution';
import { nodeIdSchema } from './ids';

/** What a person may do to the running cluster. `both` on links means the opposite direction too. */
export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('crash'), node: nodeIdSchema }),
  z.strictObject({ type: z.literal('crashLeader') }),
  z.strictObject({ type: z.literal('restart'), node: nodeIdSchema }),
  z.strictObject({ type: z.literal('restartAll') }),
  /** Crash and restart with an empty disk. Not to be undone, and Raft's promises no longer hold (§5.1). */
  z.strictObject({ type: z.literal('wipe'), node: nodeIdSchema }),
  /** One node's durable writes take at least so long, through restarts too; null: as the others'. */
  z.strictObject({
    type: z.literal('slowDisk'),
    node: nodeIdSchema,
    delay: z.nullable(distributionSchema),
  }),
  z.strictObject({ type: z.literal('pause'), node: nodeIdSchema }),
  z.strictObject({ type: z.literal('resume'), node: nodeIdSchema }),
  z.strictObject({ type: z.literal('isolate'), node: nodeIdSchema }),
  /** Undoes `isolate` for one node. */
  z.strictObject({ type: z.literal('rejoin'), node: nodeIdSchema }),
  z.strictObject({ type: z.literal('partitionLeader') }),
  /** Nodes in different groups cannot reach each other; nodes in no group form one more. */
  z.strictObject({ type: z.literal('partition'), groups: z.array(z.array(nodeIdSchema)) }),
  z.strictObject({ type: z.literal('cut'), from: nodeIdSchema, to: nodeIdSchema, both: z.boolean() }),
  z.strictObject({ type: z.literal('mend'), from: nodeIdSchema, to: nodeIdSchema, both: z.boolean() }),
  /** Own loss, delay and duplication for one directed link; null returns it to the cluster's setting. */
  z.strictObject({
    type: z.literal('condition'),
    from: nodeIdSchema,
    to: nodeIdSchema,
    loss: z.nullable(linkRuleSchema.shape.loss),
    delay: z.nullable(distributionSchema),
    duplicate: z.nullable(linkRuleSchema.shape.duplicate),
  }),
  /** Ends every cut and isolation, and returns every link to the cluster's settings. */
  z.strictObject({ type: z.literal('heal') }),
  z.strictObject({ type: z.literal('campaign'), node: nodeIdSchema }),
  z.strictObject({ type: z.literal('transfer'), to: nodeIdSchema }),
  /** All followers' timers fire together: forces a split vote. */
  z.strictObject({ type: z.literal('alignTimers') }),
  /** Followers' timers are spread evenly over the range. */
  z.strictObject({ type: z.literal('spreadTimers') }),
  /** One client command through the leader. */
  z.strictObject({
    type: z.literal('propose'),
    key: z.string().min(1).max(200),
    value: z.string().max(2000),
  }),
  /** One node's own timeout range; null returns it to the cluster's. */
  z.strictObject({
    type: z.literal('nodeTimeout'),
    node: nodeIdSchema,
    range: z.strictObject({ minMs: z.number().min(1), maxMs: z.number().min(1) }).nullable(),
  }),
]);
export type Action = z.infer<typeof actionSchema>;
