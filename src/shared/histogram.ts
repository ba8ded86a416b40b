export interface Histogram {
  /** Lower edge of the first bin and the width of all, in the values' unit. */
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** 1, 2 or 5 times a power of ten, the smallest that is at least `wanted`. */
export function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** The multiples of a step from `min` to `max`, without what binary fractions add to them. */
export function multiplesOf(step: number, min: number, max: number): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Bins of a round width, at most `mostBins`, from a round edge at or under the least value. Null without values. */
export function histogram(values: ArrayLike<number>, mostBins: number): Histogram | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return null;
  let width = niceStep(Math.max((high - low) / mostBins, Math.abs(high) * 1e-3, 0.01));
  let start = Math.floor(low / width) * width;
  // The round edge below the least value may ask for one bin more than there is room for.
  while (Math.floor((high - start) / width) + 1 > mostBins) {
    width = niceStep(width * 1.01);
    start = Math.floor(low / width) * width;
  }
  const counts = new Array<number>(Math.floor((high - start) / width) + 1).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(counts.length - 1, Math.floor(((values[i] ?? 0) - start) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { start, width, counts };
}

/** One step of an empirical distribution function. */
export interface Step {
  readonly x: number;
  /** Share of values at or below `x`, 0 to 1. */
  readonly y: number;
}

/**
 * The empirical distribution function at up to `limit` of its steps, from (least value, its share) to the greatest.
 * @param total how many there were altogether, censored ones included: they keep the curve below 1
 */
export function ecdf(sorted: ArrayLike<number>, limit: number, total = sorted.length): Step[] {
  const n = sorted.length;
  const steps: Step[] = [];
  const taken = Math.min(n, limit);
  for (let i = 0; i < taken; i++) {
    const rank = taken === 1 ? n : 1 + Math.round((i * (n - 1)) / (taken - 1));
    const x = sorted[rank - 1];
    if (x !== undefined) steps.push({ x, y: rank / total });
  }
  return steps;
}
