import type { RunSummary } from '../runStatistics';
import type { SweepCell } from './api';
import { kneesOf, type KneeCriterion } from './knee';
import { SWEEP_PARAMETERS } from './parameters';
import type { SweepAxis } from './sweep';
import type { Arrangement } from './arrangement';
import type { Measure } from './measures';
import { axisLook } from './readings';
import { thresholdUnit, thresholdWords, type Thresholds } from './thresholds';

/** The cells to frame on a map, and the sentence that says why. */
export interface KneeLook {
  /** By its number, whether it is beyond chance: the whole interval lies within, from there on. */
  readonly cells: ReadonlyMap<number, boolean>;
  readonly sentence: string;
}

/**
 * Where along the chosen setting it becomes good enough, for each value of the others.
 */
export function kneeLook(
  axes: readonly SweepAxis[],
  cells: readonly (SweepCell | null)[],
  arrangement: Arrangement,
  measure: Measure,
  thresholds: Thresholds,
): KneeLook {
  const along = kneeAxis(axes, arrangement);
  const axis = axes[along];
  if (axis === undefined) return { cells: new Map(), sentence: '' };
  const criterion = criterionOf(measure, thresholds);
  if (criterion === null) return { cells: new Map(), sentence: '' };
  const knees = kneesOf(axes, cells, along, criterion).flatMap(({ cell, certain }) =>
    cell === null ? [] : [[cell, certain || criterion.kind === 'least'] as const],
  );
  const others = axes.filter((_, i) => i !== along).map((other) => axisLook(other).label);
  const each = others.length === 0 ? 'Framed' : `Framed for each ${others.join(' and ')}`;
  const { label } = axisLook(axis);
  const unit = thresholdUnit(measure);
  const sentence =
    criterion.kind === 'least'
      ? `${each}: the value of ${label} with the least ${measure.name}.`
      : `${each}: the smallest value of ${label} from which on the ${measure.name} stays at most ${thresholdWords(unit ?? 'share', criterion.threshold)}; dashed where more trials may still say otherwise.`;
  return { cells: new Map(knees), sentence };
}

/** The upright axis if it is something one chooses, else the one across, else any such. */
export function kneeAxis(axes: readonly SweepAxis[], { rows, columns, panels }: Arrangement): number {
  const chosen = (axis: number | null): axis is number => {
    const parameter = axis === null ? undefined : axes[axis]?.parameter;
    return parameter !== undefined && !SWEEP_PARAMETERS[parameter].given;
  };
  return [rows, columns, panels].find(chosen) ?? rows ?? columns;
}

/** Null where neither little nor rare is what one wants. */
function criterionOf(measure: Measure, thresholds: Thresholds): KneeCriterion | null {
  if (measure.better !== 'less') return null;
  const unit = thresholdUnit(measure);
  if (unit === null) return { kind: 'least', valueOf: (summary) => measure.read(summary)?.value ?? null };
  const rateOf = (summary: RunSummary) => {
    const reading = measure.read(summary);
    return reading && { value: reading.value, high: reading.high ?? Infinity };
  };
  return { kind: 'rateAtMost', rateOf, threshold: thresholds[unit] };
}
