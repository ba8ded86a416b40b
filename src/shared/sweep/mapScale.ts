import type { Measure } from './measures';
import { roundTop } from '../figures/axis';
import { multiplesOf, niceStep } from '../histogram';

/**
 * How values become places on the map's scale, 0 (low) to 1 (high). Rates stand by their square root, so that 0.5%
 * and 2% can be told apart below a cell of 60%; times stand by their logarithm once they differ tenfold.
 */
export type ScaleKind = 'root' | 'linear' | 'log';

export interface Scale {
  readonly kind: ScaleKind;
  readonly min: number;
  readonly max: number;
}

const WIDE = 10;
/** About how many the legend has room for. */
const TICKS = 4;

/** A scale that has room for all values; without any, from 0 to 1. */
export function scaleOf(values: readonly number[], unit: Measure['unit']): Scale {
  if (values.length === 0) return { kind: 'linear', min: 0, max: 1 };
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (unit === 'share')
    return { kind: 'root', min: 0, max: Math.min(1, roundTop(Math.max(high, 0.001), TICKS)) };
  if (unit === 'count' || unit === 'perHour')
    return { kind: 'root', min: 0, max: roundTop(Math.max(high, 1), TICKS) };
  if (low > 0 && high / low >= WIDE) return { kind: 'log', min: low, max: high };
  const step = niceStep(Math.max(high - low, high / 100, 1e-6) / TICKS);
  const min = Math.max(0, Math.floor(low / step) * step);
  return { kind: 'linear', min, max: Math.max(Math.ceil(high / step) * step, min + step) };
}

/** Where a value stands, 0 to 1; what lies outside stands at the end. */
export function placeOf({ kind, min, max }: Scale, value: number): number {
  const by = { root: Math.sqrt, linear: (x: number) => x, log: Math.log }[kind];
  const at = (by(value) - by(min)) / (by(max) - by(min));
  return Number.isFinite(at) ? Math.min(1, Math.max(0, at)) : 0;
}

/** A few round values on the scale, low to high, the ends among them where they are round. */
export function ticksOf(scale: Scale): readonly number[] {
  const { kind, min, max } = scale;
  const all =
    kind === 'linear'
      ? multiplesOf(niceStep((max - min) / TICKS), min, max)
      : decadeTicks(kind === 'log' ? min : max / 1000, max);
  const ticks = kind === 'root' ? [0, ...all] : all;
  return ticks.filter((tick, i) => {
    const next = ticks[i + 1];
    return next === undefined || placeOf(scale, next) - placeOf(scale, tick) > 0;
  });
}

/** 1, 2 and 5 of every power of ten within [min, max]. */
function decadeTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++)
    for (const digit of [1, 2, 5]) {
      const tick = Number((digit * 10 ** power).toPrecision(12));
      if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.push(tick);
    }
  return ticks;
}
