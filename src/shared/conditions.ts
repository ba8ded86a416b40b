import { z } from 'zod';
import { nodeIdSchema } from './ids';
import { timeoutRangeSchema } from './settings';
import { timelineSchema } from './timeline';

/**
 * Under what conditions a trial takes place, besides the cluster's settings: those of the Raft paper's §9.3 as
 * switches, ranges that not all servers share, and faults on a timeline. Both engines know them.
 */

/** The moment of the disturbance in the heartbeat interval that ends with it. */
const offsetSchema = z.union([z.literal('uniform'), z.number().min(0).max(1)], {
  error: '"uniform", or a fixed share of the heartbeat interval from 0 to 1',
});

export const conditionsSchema = z.strictObject({
  /** A heartbeat to everyone just before the disturbance, so that all followers' timers start together (§9.3). */
  synchronisedHeartbeat: z.boolean().default(true),
  /** When the disturbance comes: `uniform` over the heartbeat interval (§9.3), or always at one share of it, 0 to 1. */
  crashOffset: offsetSchema.default('uniform'),
  /** What candidates draw from when they start an election; null: the same range as followers (Howard et al.). */
  candidateTimeout: z.nullable(timeoutRangeSchema).default(null),
  /** Single servers' own ranges, in place of the cluster's. */
  nodeTimeouts: z
    .array(z.strictObject({ node: nodeIdSchema, range: timeoutRangeSchema }))
    .refine((own) => new Set(own.map(({ node }) => node)).size === own.length, {
      error: 'one range for each node',
    })
    .default([]),
  timeline: timelineSchema.default([]),
});
export type Conditions = z.infer<typeof conditionsSchema>;

/** As in the paper, with one range for all and no faults but the kind's own. */
export const USUAL_CONDITIONS: Conditions = conditionsSchema.parse({});
