import { z } from 'zod';
import { actionSchema, type Action } from './action';
import { advisorApiArguments, type AdvisorApi } from './advice';
import { agreementApiArguments, type AgreementApi } from './agreement';
import type { ClusterSnapshot } from './clusterSnapshot';
import type { MessageTrace } from './control/toLab';
import { exportApiArguments, type ExportApi } from './export';
import type { LabEvent } from './labEvent';
import { measureRequestSchema, type MeasureProgress, type MeasureRequest } from './measure';
import { predictRequestSchema, type Prediction, type PredictRequest } from './prediction';
import { referenceApiArguments, type ReferenceApi } from './reference';
import { libraryApiArguments, type LibraryApi } from './runs/api';
import { runsApiArguments, type RunsApi } from './runs/run';
import { clusterSettingsSchema, retuneSchema, type ClusterSettings, type Retune } from './settings';
import { sweepApiArguments, type SweepApi, type SweepProgress } from './sweep/api';
import { traceApiArguments, type TraceApi } from './trace';

/**
 * The one contract between a window and a lab: what may be asked (`LabApi`) and what is told (`WindowApi`).
 * Both hosts serve it with the same code. Every argument is parsed by its schema in `labApiArguments` where
 * it enters; an error reaches the window as an Error whose message is for people.
 */

export interface Hello {
  readonly version: string;
  readonly host: 'electron' | 'browser';
  readonly platform: string;
  /** SIGSTOP is not to be had on every platform; the reason when it is not, for the disabled control. */
  readonly pauseUnavailable: string | null;
  readonly runsFolder: string;
}

/** One frame: at most 30 a second, at most 2 unacknowledged. */
export interface LabFrame {
  readonly sequence: number;
  /** Monotonic ms of the lab, the "now" of every time in this frame. */
  readonly nowMs: number;
  /** The same moment by the lab's clock on the wall, ms since 1970. */
  readonly wallMs: number;
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
  ...runsApiArguments,
  ...agreementApiArguments,
  ...referenceApiArguments,
  ...exportApiArguments,
  ...libraryApiArguments,
  ...sweepApiArguments,
  ...traceApiArguments,
  ...advisorApiArguments,
} as const satisfies Record<keyof LabApi, z.ZodType>;
