import { z } from 'zod';
import type { MessageKind } from './control/toLab';
import type { TrialRecord } from './trialRecord';
import type { StampedFact } from './facts';
import type { NodeId } from './ids';
import { runIdSchema } from './runs/run';
import { sweepCellRequestSchema, type SweepCellRequest } from './sweep/api';

/** What happened in one trial, for people to look at. All times are on the axis of the trial's record. */

export interface TracedMessage {
  readonly kind: MessageKind;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly sentMs: number;
  /** Null when it was lost, or its receiver was dead, cut off or stood still until the end. */
  readonly arrivedMs: number | null;
}

/** What the experiment itself did to the cluster. */
export interface TracedDisturbance {
  readonly atMs: number;
  /** Null for what befell no single node. */
  readonly node: NodeId | null;
  /** A few words, as a marker says them: "crash A", "heal". */
  readonly text: string;
  /** What became of that node's process or links; `other` where neither. */
  readonly effect: 'down' | 'up' | 'paused' | 'resumed' | 'cutOff' | 'rejoined' | 'other';
}

export interface TrialTrace {
  readonly runId: string;
  readonly record: TrialRecord;
  readonly nodes: number;
  /** The span that the trace covers. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The leader when the trace begins, and its term; null where nobody leads. */
  readonly startsWith: { readonly leader: NodeId; readonly term: number } | null;
  /** In order of time. */
  readonly facts: readonly StampedFact[];
  /** In order of sending. */
  readonly messages: readonly TracedMessage[];
  /** One in this many messages is in `messages`. */
  readonly traceEvery: number;
  readonly disturbances: readonly TracedDisturbance[];
}

/** Counted from 0. */
const trial = z.int().min(0);

/** Of a run, or of a cell of a sweep. */
export const traceRequestSchema = z.union([
  z.strictObject({ runId: runIdSchema, trial }),
  z.strictObject({ ...sweepCellRequestSchema.shape, trial }),
]);
export type TraceRequest = z.infer<typeof traceRequestSchema>;

/** Where trials are, for whoever asks for one of them. */
export type TrialsOf = { readonly runId: string } | Readonly<SweepCellRequest>;

/** What a window may ask of single trials. */
export interface TraceApi {
  traceTrial(request: TraceRequest): Promise<TrialTrace>;
}

export const traceApiArguments = {
  traceTrial: z.tuple([traceRequestSchema]),
} as const satisfies Record<keyof TraceApi, z.ZodType>;
