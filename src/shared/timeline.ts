import { z } from 'zod';
import { nodeIdSchema, type NodeId } from './ids';

/** Faults that an experiment brings about at times of its own, in every trial. */

/** Longest time that an experiment may name, ms: an hour. */
export const MAX_TRIAL_MS = 3_600_000;

/** By number; or `leader`, who leads when the time has come; or `oldLeader`, who led when the trial began. */
export const timelineNodeSchema = z.union([nodeIdSchema, z.enum(['leader', 'oldLeader'])], {
  error: 'a node is a number from 1, leader or oldLeader',
});
export type TimelineNode = z.infer<typeof timelineNodeSchema>;

const node = timelineNodeSchema;

/** As the contract's actions of the same names; `both` means the opposite direction too. */
export const timelineActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('crash'), node }),
  z.strictObject({ type: z.literal('restart'), node }),
  z.strictObject({ type: z.literal('pause'), node }),
  z.strictObject({ type: z.literal('resume'), node }),
  z.strictObject({ type: z.literal('isolate'), node }),
  /** Undoes `isolate` for one node. */
  z.strictObject({ type: z.literal('rejoin'), node }),
  /** Nodes in different groups cannot reach each other; nodes in no group form one more. */
  z.strictObject({ type: z.literal('partition'), groups: z.array(z.array(nodeIdSchema)) }),
  z.strictObject({ type: z.literal('cut'), from: node, to: node, both: z.boolean().default(true) }),
  z.strictObject({ type: z.literal('mend'), from: node, to: node, both: z.boolean().default(true) }),
  /** Ends every cut, isolation and partition. */
  z.strictObject({ type: z.literal('heal') }),
  z.strictObject({ type: z.literal('campaign'), node }),
  z.strictObject({ type: z.literal('transfer'), to: node }),
]);
export type TimelineAction = z.infer<typeof timelineActionSchema>;

export const timelineSchema = z
  .array(
    z.strictObject({
      /** From the disturbance, or from where observation begins, ms. */
      atMs: z.number().min(0).max(MAX_TRIAL_MS),
      action: timelineActionSchema,
    }),
  )
  .max(1000);
export type Timeline = z.infer<typeof timelineSchema>;

/** The nodes that an action names by number. */
export function nodesNamed(action: TimelineAction): NodeId[] {
  const named: TimelineNode[] =
    'node' in action
      ? [action.node]
      : 'from' in action
        ? [action.from, action.to]
        : 'to' in action
          ? [action.to]
          : 'groups' in action
            ? action.groups.flat()
            : [];
  return named.filter((each) => typeof each === 'number');
}
