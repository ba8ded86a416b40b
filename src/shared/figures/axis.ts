import { niceStep } from '../histogram';

/** One linear axis of a plot. */
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
}

/** Round values within the axis, in ascending order. */
export function ticksOf({ min, max, ticks = 5, whole = false }: Axis): number[] {
  const span = max - min;
  if (!(span > 0)) return [min];
  const step = Math.max(niceStep(span / ticks), whole ? 1 : 0);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiples of the step, without what binary fractions add to them.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** From a value to its place between two pixels. */
export function scaleOf({ min, max }: Axis, fromPx: number, toPx: number): (value: number) => number {
  const span = max - min;
  return (value) => (span > 0 ? fromPx + ((value - min) / span) * (toPx - fromPx) : (fromPx + toPx) / 2);
}

/** Where an axis from zero may end so that it holds `highest` and ends at a tick. */
export function roundTop(highest: number): number {
  const step = niceStep(highest / 5);
  return Number((Math.ceil((highest / step) * (1 - 1e-9)) * step).toPrecision(12));
}
