import { z } from 'zod';
import { advisorApiArguments, type AdvisorApi } from './advice';
import { agreementApiArguments, type AgreementApi, type MachineDelays } from './agreement';
import { linkRuleSchema, type MessageTrace, type NodeStatus } from './control';
import { distributionSchema, type Distribution } from './distribution';
import { crashModeSchema, MAX_TRIALS, seedSchema, type Experiment } from './experiment';
import { experimentKindSchema } from './experimentKinds';
import type { Proportion, RunSummary } from './runStatistics';
import type { TrialPoint, TrialRecord } from './trialRecord';
import { exportApiArguments, type ExportApi } from './export';
import { nodeIdSchema, type NodeId } from './ids';
import type { Labelled } from './labels';
import { precisionSchema } from './precision';
import type { LinkConditions } from './linkConditions';
import { libraryApiArguments, type LibraryApi } from './runs/api';
import type { DowntimeSpread } from './spread';
import { traceApiArguments, type TraceApi } from './trace';
import { referenceApiArguments, type ReferenceApi } from './reference';
import { clusterSettingsSchema, retuneSchema, type ClusterSettings, type Retune } from './settings';
import { sweepApiArguments, type SweepApi, type SweepProgress } from './sweep/api';

/**
 * The one contract between a window and a lab: what may be asked (`LabApi`) and what is told (`WindowApi`).
 * Both hosts serve it with the same code. Every argument is parsed by its schema in `labApiArguments` where
 * it enters; an error reaches the window as an Error whose message is for people.
 */

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
    delay: distributionSchema.nullable(),
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
    loss: linkRuleSchema.shape.loss.nullable(),
    delay: distributionSchema.nullable(),
    duplicate: linkRuleSchema.shape.duplicate.nullable(),
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

export const measureRequestSchema = z.strictObject({
  /** Absent: leader-crash. */
  kind: experimentKindSchema.optional(),
  /** At most so many, with `precision`. */
  trials: z.int().min(1).max(MAX_TRIALS),
  /** Absent: as many trials as are asked for, however sure the result is. */
  precision: precisionSchema.optional(),
  crash: crashModeSchema,
  /** Absent: as usual for the kind, as in an experiment. */
  outageMs: z.number().optional(),
  observeMs: z.number().optional(),
  seed: seedSchema,
  name: z.string().trim().min(1).max(80).optional(),
});
/** An experiment on the live cluster with its present settings. */
export type MeasureRequest = z.infer<typeof measureRequestSchema>;

/** What to predict for: the cluster's settings as the person has them in hand, running or not. */
export const predictRequestSchema = z.strictObject({
  settings: clusterSettingsSchema,
  /** Simulated elections; 0 asks for theory alone. */
  elections: z.int().min(0).max(100_000),
  seed: seedSchema,
});
export type PredictRequest = z.infer<typeof predictRequestSchema>;

export interface Prediction {
  /** Formulas of docs/measurement.md. Null where they do not hold (see `assumptions`). */
  readonly theory: {
    readonly splitProbability: number | null;
    readonly meanDowntimeMs: number | null;
    readonly floorMs: number | null;
  };
  readonly assumptions: readonly string[];
  /** The same core in virtual time; null when none was asked for or none is available. */
  readonly simulated: {
    readonly summary: RunSummary;
    /** Sorted downtimes, ms (capped trials left out; see summary.capped). */
    readonly downtimesMs: readonly number[];
    /** How long the simulation took, ms. */
    readonly tookMs: number;
  } | null;
}

export interface RunInfo extends Labelled {
  readonly runId: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly experiment: Experiment;
  readonly summary: RunSummary | null;
  /** From which file it came, and as which run that was exported; null for a run of this lab. */
  readonly imported: { readonly fileName: string; readonly runId: string } | null;
}

/** A run as a screen shows it: of a size that does not depend on how many trials it has. */
export interface RunData extends RunInfo {
  readonly summary: RunSummary;
  readonly spread: DowntimeSpread;
  /** The split-vote rate as the run filled, by n. */
  readonly rates: readonly Proportion[];
  /** All trials of a short run; of a long one some, the slowest among them. */
  readonly trials: readonly TrialPoint[];
}

export interface Hello {
  readonly version: string;
  readonly host: 'electron' | 'browser';
  readonly platform: string;
  /** SIGSTOP is not to be had on every platform; the reason when it is not, for the disabled control. */
  readonly pauseUnavailable: string | null;
  readonly runsFolder: string;
}

export type ProcessState = 'starting' | 'running' | 'paused' | 'crashed';

export interface NodeSnapshot extends NodeStatus {
  readonly id: NodeId;
  readonly pid: number | null;
  readonly port: number | null;
  readonly process: ProcessState;
  /** Its own timeout range, where it differs from the cluster's. */
  readonly ownRange: { readonly minMs: number; readonly maxMs: number } | null;
  /** What its durable writes take at least, where that differs from the cluster's. */
  readonly ownPersist: Distribution | null;
  readonly rssBytes: number | null;
}

/** A directed link that is not as the cluster's settings have it. */
export interface LinkSnapshot {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly cut: boolean;
  /** Its own, in place of the cluster's; null when it has none. */
  readonly conditions: LinkConditions | null;
}

export interface ClusterSnapshot {
  readonly settings: ClusterSettings;
  readonly nodes: readonly NodeSnapshot[];
  readonly links: readonly LinkSnapshot[];
  readonly leader: NodeId | null;
  readonly term: number;
  readonly commitsPerSecond: number;
  /** Client load: acknowledged commands and their latency over the last seconds; null when there are none. */
  readonly commitLatencyMs: { readonly p50: number; readonly p99: number } | null;
  /** Over the last minute; null before any timer fired. */
  readonly timerLateP99Ms: number | null;
  /** Medians as measured on the running cluster; null when not yet known. */
  readonly measured: MachineDelays;
}

export type LabEventKind = 'fault' | 'election' | 'retune' | 'measure' | 'warning' | 'info';

/** Something that happened, in words. The terminal prints the same lines. */
export interface LabEvent {
  readonly sequence: number;
  /** Monotonic ms, the axis of all charts. */
  readonly atMs: number;
  readonly kind: LabEventKind;
  readonly node: NodeId | null;
  readonly text: string;
  /** Short label for a marker on the charts ("crash B"); null for none. */
  readonly marker: string | null;
}

export interface MeasureProgress {
  readonly runId: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly experiment: Experiment;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** Null until it can be told. */
  readonly remainingMs: number | null;
  readonly summary: RunSummary;
  /** Trials finished since the last frame. */
  readonly newTrials: readonly TrialRecord[];
  /** Why it failed, when it did. */
  readonly problem: string | null;
}

/** One frame: at most 30 a second, at most 2 unacknowledged. */
export interface LabFrame {
  readonly sequence: number;
  /** Monotonic ms of the lab, the "now" of every time in this frame. */
  readonly nowMs: number;
  readonly cluster: ClusterSnapshot | null;
  readonly events: readonly LabEvent[];
  readonly messages: readonly MessageTrace[];
  /** One in this many messages is in `messages`. */
  readonly traceEvery: number;
  readonly measure: MeasureProgress | null;
  readonly sweep: SweepProgress | null;
  /** Frames folded into this one because the window was behind. */
  readonly coalesced: number;
}

/** What a window may ask about the lab itself and its live cluster. */
export interface LiveApi {
  hello(): Promise<Hello>;
  /** Ends the running cluster, if any, and starts another. */
  startCluster(settings: ClusterSettings): Promise<void>;
  stopCluster(): Promise<void>;
  /** Changes the running cluster without a restart. */
  retune(change: Retune): Promise<void>;
  act(action: Action): Promise<void>;
  /** Starts measuring on the live cluster; progress comes in frames. */
  measure(request: MeasureRequest): Promise<{ readonly runId: string }>;
  /** Ends the measurement; what is done is kept. */
  stopMeasure(): Promise<void>;
  predict(request: PredictRequest): Promise<Prediction>;
}

/** What a window may ask of the runs on disk. */
export interface RunsApi {
  listRuns(): Promise<readonly RunInfo[]>;
  loadRun(runId: string): Promise<RunData>;
  /** How much of a run's trials has been read, 0 to 1, while it is being loaded; else null. */
  readSoFar(runId: string): Promise<number | null>;
}

/** All that a window may ask of the lab. */
export interface LabApi
  extends
    LiveApi,
    RunsApi,
    AgreementApi,
    ReferenceApi,
    ExportApi,
    LibraryApi,
    SweepApi,
    TraceApi,
    AdvisorApi {}

/** What the lab tells a window. The promise is the acknowledgement. */
export interface WindowApi {
  frame(frame: LabFrame): Promise<void>;
}

/** The schema of each call's arguments, as a tuple. */
export const labApiArguments = {
  hello: z.tuple([]),
  startCluster: z.tuple([clusterSettingsSchema]),
  stopCluster: z.tuple([]),
  retune: z.tuple([retuneSchema]),
  act: z.tuple([actionSchema]),
  measure: z.tuple([measureRequestSchema]),
  stopMeasure: z.tuple([]),
  predict: z.tuple([predictRequestSchema]),
  listRuns: z.tuple([]),
  loadRun: z.tuple([z.string().min(1).max(200)]),
  readSoFar: z.tuple([z.string().min(1).max(200)]),
  ...agreementApiArguments,
  ...referenceApiArguments,
  ...exportApiArguments,
  ...libraryApiArguments,
  ...sweepApiArguments,
  ...traceApiArguments,
  ...advisorApiArguments,
} as const satisfies Record<keyof LabApi, z.ZodType>;
