import { experimentSchema, type Experiment } from '../experiment';
import { EXPERIMENT_KINDS, type ExperimentKind } from '../experimentKinds';
import { SWEEP_PARAMETER_IDS, SWEEP_PARAMETERS } from './parameters';
import type { Sweep, SweepAxis } from './sweep';

/** The cells of a sweep are numbered from 0, the last axis counting fastest. */

type Axes = readonly { readonly values: readonly string[] }[];

export function gridSize(axes: Axes): number {
  return axes.reduce((cells, { values }) => cells * values.length, 1);
}

/** Where the cell lies on each axis, counted from 0. */
export function placesOf(axes: Axes, cell: number): number[] {
  let rest = cell;
  return axes
    .toReversed()
    .map(({ values }) => {
      const place = rest % values.length;
      rest = Math.floor(rest / values.length);
      return place;
    })
    .reverse();
}

/** The cell at a place on each axis. */
export function cellAt(axes: Axes, places: readonly number[]): number {
  return axes.reduce((cell, { values }, axis) => cell * values.length + (places[axis] ?? 0), 0);
}

/** The cell's value on each axis, in canonical form. */
export function valuesOf(axes: Axes, cell: number): string[] {
  return placesOf(axes, cell).map((place, axis) => axes[axis]?.values[place] ?? '');
}

/** The kinds of experiment among a sweep's cells. */
export function kindsOf({ base, axes }: Pick<Sweep, 'base' | 'axes'>): readonly ExperimentKind[] {
  const varied = axes.find(({ parameter }) => parameter === 'kind')?.values;
  return varied === undefined ? [base.kind] : EXPERIMENT_KINDS.filter((kind) => varied.includes(kind));
}

/** Of all cells, commands a second. */
export function mostClientLoad({ base, axes }: Pick<Sweep, 'base' | 'axes'>): number {
  const varied = axes.find(({ parameter }) => parameter === 'load')?.values;
  return varied === undefined ? base.cluster.clientLoadPerSecond : Math.max(...varied.map(Number));
}

/** `election timeout 150-300 ms, latency 15 ms`. */
export function cellInWords(axes: readonly SweepAxis[], cell: number): string {
  const values = valuesOf(axes, cell);
  return axes
    .map(({ parameter }, axis) => {
      const { label, unit } = SWEEP_PARAMETERS[parameter];
      const value = values[axis] ?? '';
      // A share carries its own.
      return unit === null || value.endsWith('%') ? `${label} ${value}` : `${label} ${value} ${unit}`;
    })
    .join(', ');
}

type Grid = Pick<Sweep, 'name' | 'base' | 'axes' | 'stop' | 'heartbeat'>;

/**
 * The experiment of one cell, or in words why there cannot be one. Its seed is the base's; the lab gives each cell its
 * own.
 */
export function cellOf(
  sweep: Grid,
  cell: number,
): { readonly experiment: Experiment } | { readonly illegal: string } {
  const { axes, base, stop } = sweep;
  const values = valuesOf(axes, cell);
  const where = cellInWords(axes, cell);
  const varied = new Map(axes.map(({ parameter }, axis) => [parameter, values[axis] ?? '']));
  let experiment: Experiment = {
    ...base,
    name: where.slice(0, 80),
    trials: 'trials' in stop ? stop.trials : stop.maxTrials,
  };
  for (const id of SWEEP_PARAMETER_IDS) {
    const value = varied.get(id);
    if (value !== undefined) experiment = SWEEP_PARAMETERS[id].apply(value, experiment);
    else if (id === 'heartbeat' && sweep.heartbeat === 'proportional') {
      experiment = withProportionalHeartbeat(experiment, base);
    }
  }
  const parsed = experimentSchema.safeParse(experiment);
  if (parsed.success) return { experiment: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    illegal: `The cell with ${where} cannot be: ${issue?.message ?? 'its settings do not go together'}`,
  };
}

function withProportionalHeartbeat(experiment: Experiment, { cluster }: Experiment): Experiment {
  const { electionTimeoutMinMs } = experiment.cluster;
  if (electionTimeoutMinMs === cluster.electionTimeoutMinMs) return experiment;
  const heartbeatMs = (cluster.heartbeatMs * electionTimeoutMinMs) / cluster.electionTimeoutMinMs;
  return {
    ...experiment,
    cluster: { ...experiment.cluster, heartbeatMs: Number(heartbeatMs.toPrecision(12)) },
  };
}
