import { z } from 'zod';
import { LabError } from '../errors';
import { experimentSchema, MAX_TRIALS } from '../experiment';
import { downtimePrecisionShape, precisionShape, USUAL_MOST_TRIALS, type Stop } from '../precision';
import { KIND_TRAITS } from '../experimentKinds';
import { SWEEP_PARAMETER_IDS, SWEEP_PARAMETERS } from './parameters';
import { cellOf, gridSize, kindsOf } from './grid';
import { expandValues, MAX_CELLS } from './values';

/** A grid of experiments: every combination of the axes' values, each a cell with trials of its own. */

export const MAX_AXES = 4;

const sweepParameterIdSchema = z.enum(SWEEP_PARAMETER_IDS);
const valueSchema = z.union([z.string(), z.number(), z.boolean()]);

/** Values come as a list or as text, with ranges written short; they leave as a list in their canonical form. */
const sweepAxisSchema = z
  .strictObject({
    parameter: sweepParameterIdSchema,
    values: z.union([valueSchema, z.array(valueSchema).min(1)]),
  })
  .transform(({ parameter, values }, context): { parameter: typeof parameter; values: string[] } => {
    const { label, canonical } = SWEEP_PARAMETERS[parameter];
    try {
      const written = [values].flat().flatMap((value) => expandValues(String(value)));
      const plain = written.map((value) => canonical(value));
      const twice = plain.find((value, i) => plain.indexOf(value) !== i);
      if (twice === undefined) return { parameter, values: plain };
      context.addIssue({ code: 'custom', path: ['values'], message: `${label} has ${twice} twice` });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      context.addIssue({ code: 'custom', path: ['values'], message: error.message.replace(/\.$/, '') });
    }
    return z.NEVER;
  });
export type SweepAxis = z.infer<typeof sweepAxisSchema>;

const trialCount = z.int().min(1).max(MAX_TRIALS);

const maxTrials = trialCount.default(USUAL_MOST_TRIALS);

/** Each cell ends after so many trials, or as soon as its split-vote rate or downtime is known well enough. */
const stopSchema = z
  .union([
    z.strictObject({ trials: trialCount }),
    z.strictObject({ ...precisionShape, maxTrials }),
    z.strictObject({ ...downtimePrecisionShape, maxTrials }),
  ])
  .refine((stop) => 'trials' in stop || stop.minTrials <= stop.maxTrials, {
    path: ['maxTrials'],
    error: 'the most trials of a cell cannot be fewer than the fewest',
  }) satisfies z.ZodType<Stop>;
export type SweepStop = z.infer<typeof stopSchema>;

export const sweepSchema = z
  .strictObject({
    /** What people call it; part of the folder's name. */
    name: z.string().trim().min(1).max(80).default('sweep'),
    /** What all cells share, the seed included. Its own name and number of trials do not matter. */
    base: experimentSchema,
    axes: z
      .array(sweepAxisSchema)
      .min(1, { error: 'a sweep varies one setting at least', abort: true })
      .max(MAX_AXES, { error: `a sweep varies ${MAX_AXES} settings at most`, abort: true }),
    stop: stopSchema.default({ trials: 1000 }),
    /**
     * The heartbeat where no axis varies it: `proportional` keeps the base's share of the shortest timeout in every
     * cell, `fixed` keeps its milliseconds.
     */
    heartbeat: z.enum(['proportional', 'fixed']).default('proportional'),
  })
  .superRefine((sweep, context) => {
    const problem = conflictOf(sweep.axes) ?? tooManyCells(sweep.axes);
    if (problem !== null) {
      context.addIssue({ code: 'custom', path: ['axes'], message: problem });
      return;
    }
    const without = kindsOf(sweep).find((kind) => !KIND_TRAITS[kind].elects);
    if (!('trials' in sweep.stop) && without !== undefined) {
      const message = `${without} has no election to be precise about: its cells end after a number of trials`;
      context.addIssue({ code: 'custom', path: ['stop'], message });
    }
    for (let cell = 0; cell < gridSize(sweep.axes); cell += 1) {
      const resolved = cellOf(sweep, cell);
      if ('illegal' in resolved) {
        context.addIssue({ code: 'custom', path: ['axes'], message: resolved.illegal });
        return;
      }
    }
  });
export type Sweep = z.infer<typeof sweepSchema>;
/** As people may write it: defaults left out, values and ranges in short form. */
export type SweepInput = z.input<typeof sweepSchema>;

function conflictOf(axes: readonly SweepAxis[]): string | null {
  const decided = new Map<string, string>();
  for (const { parameter } of axes) {
    const { label, decides } = SWEEP_PARAMETERS[parameter];
    for (const what of decides) {
      const other = decided.get(what);
      if (other !== undefined) {
        return other === label
          ? `${label} is there twice: put all its values on one axis`
          : `${other} and ${label} decide the same: take one of them`;
      }
      decided.set(what, label);
    }
  }
  return null;
}

function tooManyCells(axes: readonly SweepAxis[]): string | null {
  const cells = gridSize(axes);
  return cells <= MAX_CELLS
    ? null
    : `${axes.map(({ values }) => values.length).join(' × ')} are ${cells} cells: a sweep has at most ${MAX_CELLS}`;
}
