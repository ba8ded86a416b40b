import { multiplesOf, niceStep } from '../histogram';

/** One axis of a plot, linear unless it says otherwise. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly tick: (value: number) => string;
  /** About how many ticks there is room for; 5 unless said otherwise. */
  readonly ticks?: number;
  /** Ticks at whole numbers only. */
  readonly whole?: boolean;
  /** By the logarithm; its ends are above 0. */
  readonly logarithmic?: boolean;
  /** Ticks where these are, and nowhere else: an axis of things, not of numbers. */
  readonly at?: readonly number[];
}

/** Ticks of a distribution function. */
export const QUARTERS = [0, 0.25, 0.5, 0.75, 1] as const;

/** Round values within the axis, in ascending order. */
export function ticksOf({
  min,
  max,
  ticks = 5,
  whole = false,
  logarithmic = false,
  at,
}: Axis): readonly number[] {
  if (at !== undefined) return at;
  if (logarithmic) return powersOfTen(min, max);
  const span = max - min;
  if (!(span > 0)) return [min];
  return multiplesOf(Math.max(niceStep(span / ticks), whole ? 1 : 0), min, max);
}

function powersOfTen(min: number, max: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

/** From a value to its place between two pixels. */
export function scaleOf(
  { min, max, logarithmic = false }: Axis,
  fromPx: number,
  toPx: number,
): (value: number) => number {
  const by = logarithmic ? Math.log : (value: number) => value;
  const span = by(max) - by(min);
  return (value) =>
    span > 0 ? fromPx + ((by(value) - by(min)) / span) * (toPx - fromPx) : (fromPx + toPx) / 2;
}

/** Where an axis from zero may end so that it holds `highest` and ends at a tick, of which there are about `ticks`. */
export function roundTop(highest: number, ticks = 5): number {
  const step = niceStep(highest / ticks);
  return Number((Math.ceil((highest / step) * (1 - 1e-9)) * step).toPrecision(12));
}
