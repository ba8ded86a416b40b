import type { SweepCell } from './api';
import type { Point } from '../figures/svg';
import { roundTop } from '../figures/axis';
import type { Measure, Reading } from './measures';
import { failedUntried, type AxisLook } from './readings';

export interface CellPoint extends Point {
  readonly cell: number;
}

export interface Stretch {
  readonly points: readonly CellPoint[];
  /** Ends of the 95% intervals; empty where none are known. */
  readonly low: readonly Point[];
  readonly high: readonly Point[];
}

/** What the chart of a sweep over one parameter draws. */
export interface LineView {
  /** Where each value stands on the x axis: at its own number, or evenly where values are not plain numbers. */
  readonly at: readonly number[];
  readonly minX: number;
  readonly maxX: number;
  readonly top: number;
  readonly points: readonly CellPoint[];
  /** The points of neighbours: nothing is drawn across a value of which nothing is known. */
  readonly stretches: readonly Stretch[];
  /** Where cells failed that have no trials, at the foot. */
  readonly failed: readonly CellPoint[];
  /** The value that stands there, as people write it. */
  labelAt(x: number): string | null;
}

const MARGIN = 0.03;

export function lineView(axis: AxisLook, cells: readonly (SweepCell | null)[], measure: Measure): LineView {
  const numbers = axis.values.map((value) => Number(value.replace(/%$/, '')));
  const plain = numbers.every((value) => Number.isFinite(value)) && isAscending(numbers);
  const at = plain ? numbers : numbers.map((_, i) => i);
  const known = cells.flatMap((cell, number) => {
    const reading = cell === null ? null : measure.read(cell.summary);
    const x = at[number];
    return reading === null || x === undefined ? [] : [{ ...reading, x, cell: number }];
  });
  const first = at[0] ?? 0;
  const last = at.at(-1) ?? 1;
  const margin = (last - first) * MARGIN || 1;
  const highest = Math.max(
    ...known.map(({ value, high }) => high ?? value),
    measure.unit === 'share' ? 0.001 : 1,
  );
  return {
    at,
    minX: first - margin,
    maxX: last + margin,
    top: roundTop(highest),
    points: known.map(({ x, value, cell }) => ({ x, y: value, cell })),
    stretches: neighbours(known).map(stretchOf),
    failed: cells.flatMap((cell, number) => {
      const x = at[number];
      return cell === null || x === undefined || !failedUntried(cell) ? [] : [{ x, y: 0, cell: number }];
    }),
    labelAt: (x) => axis.values[at.indexOf(x)] ?? null,
  };
}

interface Known extends Reading {
  readonly x: number;
  readonly cell: number;
}

function neighbours(known: readonly Known[]): readonly (readonly Known[])[] {
  const stretches: Known[][] = [];
  for (const one of known) {
    const last = stretches.at(-1);
    if (last?.at(-1)?.cell === one.cell - 1) last.push(one);
    else stretches.push([one]);
  }
  return stretches;
}

function stretchOf(known: readonly Known[]): Stretch {
  const banded = known.flatMap(({ x, low, high }) =>
    low === null || high === null ? [] : [{ x, low, high }],
  );
  return {
    points: known.map(({ x, value, cell }) => ({ x, y: value, cell })),
    low: banded.map(({ x, low }) => ({ x, y: low })),
    high: banded.map(({ x, high }) => ({ x, y: high })),
  };
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] ?? -Infinity));
}

/** The cell whose value is nearest to a place on the x axis. */
export function nearest({ at }: LineView, x: number): number | null {
  let best: number | null = null;
  for (const [cell, place] of at.entries())
    if (best === null || Math.abs(place - x) < Math.abs((at[best] ?? Infinity) - x)) best = cell;
  return best;
}
