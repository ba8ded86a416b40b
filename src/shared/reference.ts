import { z } from 'zod';
import { seedSchema, type Engine } from './experiment';
import { FIGURE_16_LINES, type DowntimeStatistics, type Figure16Line } from './figure16';
import type { Step } from './histogram';

/** Published experiments beside ours. Words are those of docs/references.md. */

/** How far a line may be from the published one and count as reproduced. */
export interface Figure16Tolerance {
  /** |our median ÷ the published one − 1|. */
  readonly median: number;
  /** See `Figure16Comparison.distance`. */
  readonly distance: number;
}

/** From so many trials a line on, a comparison means something: chance moves no share by more than 0.043 (DKW). */
export const FIGURE_16_ENOUGH_TRIALS = 1000;

/** Null for the line without randomness: it shows how long luck takes, and nothing about the others. */
export function figure16Tolerance({ minMs, maxMs }: Figure16Line): Figure16Tolerance | null {
  if (minMs === maxMs) return null;
  return { median: maxMs - minMs === 1 ? 0.15 : 0.05, distance: 0.08 };
}

export interface Figure16Differences {
  /** Our median ÷ the published one − 1. */
  readonly medianDifference: number;
  /**
   * The greatest difference, at a published quantile, between its share of the published trials and of ours: what can
   * be said of the Kolmogorov–Smirnov distance without the trials themselves, 0 to 1.
   */
  readonly distance: number;
}

/** A line's published downtimes beside ours. */
export interface Figure16Comparison extends Figure16Differences {
  readonly line: Figure16Line;
  readonly engine: Engine;
  readonly trials: number;
  /** ms. */
  readonly ours: DowntimeStatistics;
  /** Null where there is no tolerance. */
  readonly within: boolean | null;
  /** Trials in which every timer was in time, and what they alone come to; null of a simulation: all are. */
  readonly clean: { readonly trials: number; readonly differences: Figure16Differences | null } | null;
}

/** The lines with randomness: without it a trial takes a minute, which real nodes are asked for by name alone. */
export const FIGURE_16_RANDOMISED: readonly Figure16Line[] = FIGURE_16_LINES.filter(isRandomised);

/** How far a reproduction is. */
export interface Figure16Progress {
  /** Under way. */
  readonly line: Figure16Line;
  /** Lines done before it, of `lines`. */
  readonly finished: number;
  readonly lines: number;
  /** Trials of the line under way, of `total`. */
  readonly done: number;
  readonly total: number;
  /** Of `done`, those in which a timer was too late. */
  readonly contaminated: number;
  /** Of all lines; null until it can be told. */
  readonly remainingMs: number | null;
}

export interface ThesisWanSetting {
  /** Servers of the five that are down. */
  readonly failed: number;
  readonly publishedMeanMs: number;
}

/** Ongaro, Consensus: Bridging Theory and Practice (2014), chapter 9: mean time to elect a leader, wide area. */
export const THESIS_WAN_SETTINGS: readonly ThesisWanSetting[] = [
  { failed: 0, publishedMeanMs: 430 },
  { failed: 1, publishedMeanMs: 469 },
  { failed: 2, publishedMeanMs: 632 },
];

/** |our mean ÷ the published one − 1| may be as much in a reproduction. */
export const THESIS_WAN_TOLERANCE = 0.04;

export interface ThesisWanComparison extends ThesisWanSetting {
  readonly elections: number;
  /** Our mean with its 95% interval, ms. */
  readonly simulated: { readonly mean: number; readonly low: number; readonly high: number };
  /** Our mean ÷ the published one − 1. */
  readonly meanDifference: number;
  readonly within: boolean;
}

/** In the window nobody waits long: more trials are the terminal's. */
const MOST_REFERENCE_TRIALS = 20_000;

const trials = z.int().min(2).max(MOST_REFERENCE_TRIALS);

export const figure16RequestSchema = z.strictObject({
  /** Which of FIGURE_16_LINES, from 0. */
  line: z
    .int()
    .min(0)
    .max(FIGURE_16_LINES.length - 1),
  trials,
  seed: seedSchema,
});
export type Figure16Request = z.infer<typeof figure16RequestSchema>;

export const thesisWanRequestSchema = z.strictObject({
  /** Which of THESIS_WAN_SETTINGS, from 0. */
  setting: z
    .int()
    .min(0)
    .max(THESIS_WAN_SETTINGS.length - 1),
  trials,
  seed: seedSchema,
});
export type ThesisWanRequest = z.infer<typeof thesisWanRequestSchema>;

export interface ReproducedLine {
  readonly comparison: Figure16Comparison;
  /** Our distribution function at a few hundred of its steps, ms. */
  readonly steps: readonly Step[];
}

/** Real nodes take minutes a line. */
export const MOST_MEASURED_TRIALS = 1000;

export const measureFigure16RequestSchema = z.strictObject({
  /** Which of FIGURE_16_LINES, from 0; those without randomness would take real nodes an hour. */
  lines: z
    .array(figure16RequestSchema.shape.line)
    .min(1)
    .refine((lines) => lines.every((line) => isRandomised(FIGURE_16_LINES[line])), {
      error: 'a line without randomness takes real nodes an hour: the terminal measures it',
    }),
  trials: z.int().min(2).max(MOST_MEASURED_TRIALS),
  seed: seedSchema,
});
export type MeasureFigure16Request = z.infer<typeof measureFigure16RequestSchema>;

function isRandomised(line: Figure16Line | undefined): boolean {
  return line !== undefined && line.minMs < line.maxMs;
}

/** A reproduction on real nodes that is under way, or the last one. */
export interface Figure16Measurement {
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly request: MeasureFigure16Request;
  /** Null before the first news. */
  readonly progress: Figure16Progress | null;
  /** Done so far; of one that was stopped, the last has fewer trials. */
  readonly lines: readonly ReproducedLine[];
  /** Why it failed, when it did; or why the last line that was given up was. */
  readonly problem: string | null;
}

export interface ReferenceApi {
  /** Simulates one line, in about a second at 1,000 trials. Nothing is kept on disk. */
  reproduceFigure16(request: Figure16Request): Promise<ReproducedLine>;
  /** Simulates one setting, likewise. */
  reproduceThesisWan(request: ThesisWanRequest): Promise<ThesisWanComparison>;
  /** Begins to measure lines on real nodes, which takes minutes; each becomes a run on disk. */
  measureFigure16(request: MeasureFigure16Request): Promise<void>;
  /** How far that is; null when none was begun. */
  figure16Measurement(): Promise<Figure16Measurement | null>;
  /** Ends it; what is done is kept. */
  stopMeasuringFigure16(): Promise<void>;
}

export const referenceApiArguments = {
  reproduceFigure16: z.tuple([figure16RequestSchema]),
  reproduceThesisWan: z.tuple([thesisWanRequestSchema]),
  measureFigure16: z.tuple([measureFigure16RequestSchema]),
  figure16Measurement: z.tuple([]),
  stopMeasuringFigure16: z.tuple([]),
} as const satisfies Record<keyof ReferenceApi, z.ZodType>;
