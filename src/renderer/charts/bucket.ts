import type { Series } from '../live/series';

export interface Point {
  x: number;
  /** NaN: nothing is known from here to the next point. */
  y: number;
}

/**
 * The part of a series in [fromMs, toMs] thinned for drawing: of each of `buckets` equal slices of time only the
 * lowest and the highest sample stay, in their order. `x` is seconds before `toMs` (≤ 0), `y` is `scale(value)`.
 * The value that held when the part begins is carried to its edge. Gaps stay gaps.
 */
export function minMaxBuckets(
  series: Series,
  fromMs: number,
  toMs: number,
  buckets: number,
  scale: (value: number) => number = (v) => v,
): Point[] {
  const points: Point[] = [];
  const add = (timeMs: number, value: number) => points.push({ x: (timeMs - toMs) / 1000, y: scale(value) });
  const first = series.firstFrom(fromMs);
  if (first > 0 && !Number.isNaN(series.value(first - 1))) add(fromMs, series.value(first - 1));
  const sliceMs = (toMs - fromMs) / buckets;
  let i = first;
  while (i < series.length && series.time(i) <= toMs) {
    if (Number.isNaN(series.value(i))) {
      add(series.time(i), NaN);
      i++;
      continue;
    }
    const endMs = fromMs + (Math.floor((series.time(i) - fromMs) / sliceMs) + 1) * sliceMs;
    let low = i;
    let high = i;
    let next = i + 1;
    for (; next < series.length && series.time(next) < endMs && series.time(next) <= toMs; next++) {
      if (Number.isNaN(series.value(next))) break;
      if (series.value(next) < series.value(low)) low = next;
      if (series.value(next) > series.value(high)) high = next;
    }
    const [one, other] = low < high ? [low, high] : [high, low];
    add(series.time(one), series.value(one));
    if (other !== one) add(series.time(other), series.value(other));
    i = next;
  }
  return points;
}

/** The parts of a line between its gaps. */
export function partsOf<P extends { readonly y: number }>(points: readonly P[]): readonly (readonly P[])[] {
  const parts: P[][] = [[]];
  for (const point of points)
    if (Number.isNaN(point.y)) parts.push([]);
    else parts.at(-1)?.push(point);
  return parts.filter((part) => part.length > 0);
}

/** The least and the greatest value of lines with gaps; null without values. */
export function rangeOf(
  lines: readonly { readonly points: readonly Point[] }[],
): { readonly low: number; readonly high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { points } of lines)
    for (const { y } of points) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
  return low > high ? null : { low, high };
}

/** At most `limit` of the points, evenly chosen, the first and the last always among them. */
export function thin<T>(points: readonly T[], limit: number): T[] {
  if (points.length <= limit) return [...points];
  return Array.from(
    { length: limit },
    (_, i) => points[Math.round((i * (points.length - 1)) / (limit - 1))],
  ).filter((point): point is T => point !== undefined);
}
