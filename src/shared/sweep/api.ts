import { z } from 'zod';
import type { RunData } from '../runs/run';
import type { RunSummary } from '../runStatistics';
import type { FileOffer } from '../export';
import { labelChangeSchema, type Labelled } from '../labels';
import { sweepSchema, type Sweep } from './sweep';

/** What a window may ask of sweeps, and what it is told of the one that runs. */

/** `failed`: its settings allow no trial, see `problem`; the other cells go on. */
export type SweepCellState = 'waiting' | 'running' | 'done' | 'failed';

/** One cell of the grid with what its trials have shown so far. */
export interface SweepCell {
  /** Its number: see `placesOf`, `cellAt`. */
  readonly cell: number;
  /** Its value on each axis, in canonical form. */
  readonly values: readonly string[];
  readonly state: SweepCellState;
  readonly summary: RunSummary;
  /** Why it failed, when it did. */
  readonly problem: string | null;
}

/** A sweep, and how far it is. */
interface SweepStand {
  readonly sweepId: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly sweep: Sweep;
  /** All cells are done (or failed); else it can be resumed. */
  readonly complete: boolean;
  readonly cellsDone: number;
  readonly trialsDone: number;
}

export interface SweepInfo extends SweepStand, Labelled {
  readonly cells: number;
  /** Of those that are done: what cannot have trials. */
  readonly cellsFailed: number;
}

export interface SweepData extends SweepStand {
  /** All of the grid, in the order of their numbers. */
  readonly cells: readonly SweepCell[];
}

/** How the sweep is getting on that runs, or was the last to run. */
export interface SweepProgress {
  readonly sweepId: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly sweep: Sweep;
  readonly cells: number;
  readonly cellsDone: number;
  readonly trialsDone: number;
  /** Where cells end by precision, as many as their rates so far make likely. */
  readonly trialsTotal: number;
  /** Of this start; a sweep that was resumed has older trials. */
  readonly elapsedMs: number;
  /** Of this start, over the last seconds; null until it can be told. */
  readonly trialsPerSecond: number | null;
  readonly remainingMs: number | null;
  /** Cells that have got on since the last frame; all cells with trials in a window's first one. */
  readonly changed: readonly SweepCell[];
  /** Why it failed, when it did. */
  readonly problem: string | null;
}

const sweepIdSchema = z.string().min(1).max(200);

/** What is absent stays as it is. */
const relabelSweepSchema = z.strictObject({ sweepId: sweepIdSchema, ...labelChangeSchema.shape });
export type RelabelSweep = z.infer<typeof relabelSweepSchema>;

export const sweepCellRequestSchema = z.strictObject({ sweepId: sweepIdSchema, cell: z.int().min(0) });
export type SweepCellRequest = z.infer<typeof sweepCellRequestSchema>;

/** `cells`: one CSV row a cell · `trials`: all cells' trials in one CSV · `sweep`: the file that repeats it · `report`: a page. */
export const sweepExportKindSchema = z.enum(['cells', 'trials', 'sweep', 'report']);
export type SweepExportKind = z.infer<typeof sweepExportKindSchema>;

const sweepExportRequestSchema = z.strictObject({ sweepId: sweepIdSchema, kind: sweepExportKindSchema });
export type SweepExportRequest = z.infer<typeof sweepExportRequestSchema>;

export interface SweepApi {
  /**
   * Starts a sweep; progress comes in frames. One runs at a time, and not beside a measurement on the live cluster. One
   * of real processes ends the live cluster, and starts another like it when it is over.
   */
  startSweep(sweep: Sweep): Promise<{ readonly sweepId: string }>;
  /** Ends the sweep that runs; what is done is kept, and can be resumed. */
  stopSweep(): Promise<void>;
  /** Goes on with one that was stopped or interrupted. */
  resumeSweep(sweepId: string): Promise<void>;
  /** The newest first. */
  listSweeps(): Promise<readonly SweepInfo[]>;
  loadSweep(sweepId: string): Promise<SweepData>;
  /** One cell's trials, as a run. */
  loadSweepCell(request: SweepCellRequest): Promise<RunData>;
  exportSweep(request: SweepExportRequest): Promise<FileOffer>;
  /** Names, tags, annotates or pins a sweep, also one that runs. */
  relabelSweep(change: RelabelSweep): Promise<SweepInfo>;
  /** Moves a sweep that does not run to the trash, from which it can be taken back for a week. */
  deleteSweep(sweepId: string): Promise<{ readonly undoToken: string }>;
  restoreSweep(undoToken: string): Promise<void>;
}

export const sweepApiArguments = {
  startSweep: z.tuple([sweepSchema]),
  stopSweep: z.tuple([]),
  resumeSweep: z.tuple([sweepIdSchema]),
  listSweeps: z.tuple([]),
  loadSweep: z.tuple([sweepIdSchema]),
  loadSweepCell: z.tuple([sweepCellRequestSchema]),
  exportSweep: z.tuple([sweepExportRequestSchema]),
  relabelSweep: z.tuple([relabelSweepSchema]),
  deleteSweep: z.tuple([sweepIdSchema]),
  restoreSweep: z.tuple([sweepIdSchema]),
} as const satisfies Record<keyof SweepApi, z.ZodType>;
