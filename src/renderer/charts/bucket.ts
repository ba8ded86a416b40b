import type { Series } from '../live/series';

export interface Point {
  x: number;
  y: number;
}

/**
 * The part of a series in [fromMs, toMs] thinned for drawing: of each of `buckets` equal slices of time only the
 * lowest and the highest sample stay, in their order. `x` is seconds before `toMs` (≤ 0), `y` is `scale(value)`.
 * The value that held when the part begins is carried to its edge.
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
  if (first > 0) add(fromMs, series.value(first - 1));
  const sliceMs = (toMs - fromMs) / buckets;
  let i = first;
  while (i < series.length && series.time(i) <= toMs) {
    const endMs = fromMs + (Math.floor((series.time(i) - fromMs) / sliceMs) + 1) * sliceMs;
    let low = i;
    let high = i;
    let next = i + 1;
    for (; next < series.length && series.time(next) < endMs && series.time(next) <= toMs; next++) {
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

/** At most `limit` of the points, evenly chosen, the first and the last always among them. */
export function thin<T>(points: readonly T[], limit: number): T[] {
  if (points.length <= limit) return [...points];
  return Array.from(
    { length: limit },
    (_, i) => points[Math.round((i * (points.length - 1)) / (limit - 1))],
  ).filter((point): point is T => point !== undefined);
}
