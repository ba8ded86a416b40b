import type { SweepCell } from '../../shared/sweep/api';
import { kneesOf, type KneeCriterion } from '../../shared/sweep/knee';
import type { SweepParameterId } from '../../shared/sweep/parameters';
import type { SweepAxis } from '../../shared/sweep/sweep';
import { percentTick } from '../format';
import type { Arrangement } from './arrangement';
import type { Measure } from './measures';
import { axisLook } from './readings';

/** What a cluster is given, not what an operator chooses: a knee is looked for along something else. */
const GIVEN: ReadonlySet<SweepParameterId> = new Set([
  'latency',
  'loss',
  'load',
  'persist',
  'timerNoise',
  'ownLatency',
  'crash',
]);

/** The cells to frame on a map, and the sentence that says why. */
export interface KneeLook {
  /** By its number, whether it is beyond chance: the whole interval lies within, from there on. */
  readonly cells: ReadonlyMap<number, boolean>;
  readonly sentence: string;
}

/**
 * Where along the chosen setting it becomes good enough, for each value of the others.
 * @param threshold for rates, 0 to 1
 */
export function kneeLook(
  axes: readonly SweepAxis[],
  cells: readonly (SweepCell | null)[],
  arrangement: Arrangement,
  measure: Measure,
  threshold: number,
): KneeLook {
  const along = kneeAxis(axes, arrangement);
  const axis = axes[along];
  if (axis === undefined) return { cells: new Map(), sentence: '' };
  const criterion = criterionOf(measure, threshold);
  const knees = kneesOf(axes, cells, along, criterion).flatMap(({ cell, certain }) =>
    cell === null ? [] : [[cell, certain || criterion.kind === 'least'] as const],
  );
  const others = axes.filter((_, i) => i !== along).map((other) => axisLook(other).label);
  const each = others.length === 0 ? 'Framed' : `Framed for each ${others.join(' and ')}`;
  const { label } = axisLook(axis);
  const sentence =
    criterion.kind === 'least'
      ? `${each}: the value of ${label} with the least ${measure.name}.`
      : `${each}: the smallest value of ${label} from which on the ${measure.name} stays at most ${percentTick(threshold)}; dashed where more crashes may still say otherwise.`;
  return { cells: new Map(knees), sentence };
}

/** The upright axis if it is something one chooses, else the one across, else any such. */
export function kneeAxis(axes: readonly SweepAxis[], { rows, columns, panels }: Arrangement): number {
  const chosen = (axis: number | null): axis is number => {
    const parameter = axis === null ? undefined : axes[axis]?.parameter;
    return parameter !== undefined && !GIVEN.has(parameter);
  };
  return [rows, columns, panels].find(chosen) ?? rows ?? columns;
}

function criterionOf(measure: Measure, threshold: number): KneeCriterion {
  return measure.unit === 'share'
    ? { kind: 'rateAtMost', rateOf: measure.proportion, threshold }
    : { kind: 'least', valueOf: (summary) => measure.read(summary)?.value ?? null };
}
