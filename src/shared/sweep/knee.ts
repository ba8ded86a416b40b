import type { RunSummary } from '../runStatistics';
import type { SweepCell } from './api';
import { cellAt, gridSize, placesOf } from './grid';
import { SWEEP_PARAMETERS } from './parameters';
import type { SweepAxis } from './sweep';

/** A rate with the upper bound of its 95% interval: a share of trials, or events per hour. */
interface BoundedRate {
  readonly value: number | null;
  readonly high: number;
}

/** What makes a setting good enough. */
export type KneeCriterion =
  | {
      readonly kind: 'rateAtMost';
      /** The rate to hold down; null where a cell does not know it. */
      readonly rateOf: (summary: RunSummary) => BoundedRate | null;
      /** In the rate's own unit. */
      readonly threshold: number;
    }
  | {
      readonly kind: 'least';
      /** The number to make small, such as p99 downtime; null where a cell does not know it. */
      readonly valueOf: (summary: RunSummary) => number | null;
    };

/** Where along one axis settings become good enough, the values on all other axes being given. */
export interface Knee {
  /** A place on each axis; that of the axis in question is null when no setting on it is good enough. */
  readonly places: readonly (number | null)[];
  /** The cell there; null with no place. */
  readonly cell: number | null;
  /**
   * Of a rate: from there on, each cell's 95% interval lies below the threshold, and not just its estimate. Of a least
   * value: always false, as nothing is said of chance.
   */
  readonly certain: boolean;
}

/** Split votes in fewer than one election in a hundred. */
export const USUAL_SPLIT_VOTES: KneeCriterion = {
  kind: 'rateAtMost',
  rateOf: (summary) => summary.splitVoteRate,
  threshold: 0.01,
};

/** Fewer than one election an hour that nothing called for, where trials are watched for them. */
export const USUAL_SPURIOUS_ELECTIONS: KneeCriterion = {
  kind: 'rateAtMost',
  rateOf: (summary) => summary.spurious?.perHour ?? null,
  threshold: 1,
};

/**
 * The knee for every combination of the other axes' values, in the order of their cells. With `rateAtMost` it is the
 * smallest value on the axis from which on the rate stays at or below the threshold, at that value and at all greater
 * ones: a low rate that rises again further on is chance, and no knee. With `least` it is the value at which the number
 * is least, the smallest such. A cell without trials, or that does not know its number, is never good enough.
 *
 * @param cells all of the grid, in the order of their numbers
 * @param along the axis, counted from 0
 */
export function kneesOf(
  axes: readonly SweepAxis[],
  cells: readonly (SweepCell | null)[],
  along: number,
  criterion: KneeCriterion,
): Knee[] {
  const axis = axes[along];
  if (axis === undefined) return [];
  const { order } = SWEEP_PARAMETERS[axis.parameter];
  const ascending = axis.values
    .map((value, place) => ({ place, size: order(value) }))
    .sort((a, b) => a.size - b.size)
    .map(({ place }) => place);
  const others = axes.map((other, i) => (i === along ? { values: [''] } : other));
  return Array.from({ length: gridSize(others) }, (_, other) => {
    const places = placesOf(others, other);
    const line = ascending.map((place) => {
      const cell = cellAt(axes, places.with(along, place));
      return { place, cell, summary: cells[cell]?.summary ?? null };
    });
    const found = criterion.kind === 'least' ? least(line, criterion) : staysBelow(line, criterion);
    return {
      places: places.map((place, i) => (i === along ? (found?.at.place ?? null) : place)),
      cell: found?.at.cell ?? null,
      certain: found?.certain ?? false,
    };
  });
}

interface OnLine {
  readonly place: number;
  readonly cell: number;
  readonly summary: RunSummary | null;
}

interface Found {
  readonly at: OnLine;
  readonly certain: boolean;
}

function staysBelow(
  line: readonly OnLine[],
  { rateOf, threshold }: Extract<KneeCriterion, { kind: 'rateAtMost' }>,
): Found | null {
  let found: OnLine | null = null;
  let certain = true;
  for (const at of line.toReversed()) {
    const rate = at.summary === null ? null : rateOf(at.summary);
    if (rate?.value === undefined || rate.value === null || rate.value > threshold) break;
    found = at;
    certain &&= rate.high <= threshold;
  }
  return found === null ? null : { at: found, certain };
}

function least(
  line: readonly OnLine[],
  { valueOf }: Extract<KneeCriterion, { kind: 'least' }>,
): Found | null {
  let found: Found | null = null;
  let smallest = Infinity;
  for (const at of line) {
    const value = at.summary === null ? null : valueOf(at.summary);
    if (value === null || value >= smallest) continue;
    smallest = value;
    found = { at, certain: false };
  }
  return found;
}
