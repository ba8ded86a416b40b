/** Two-sample Kolmogorov–Smirnov comparison. */
export interface KolmogorovSmirnov {
  /** The greatest distance between the two empirical distribution functions, 0 to 1. */
  readonly distance: number;
  /** Two samples of one distribution exceed it one time in twenty (asymptotic; good from a few dozen samples on). */
  readonly limit: number;
  /** Where the distance is greatest (the least such x), in the samples' unit, and each function's value there. */
  readonly at: { readonly x: number; readonly a: number; readonly b: number };
}

/** Neither function ever leaves 0. */
const ALL_CENSORED: KolmogorovSmirnov['at'] = { x: Infinity, a: 0, b: 0 };

/** c(0.05) = √(−½ ln 0.025). */
const C_05 = Math.sqrt(-Math.log(0.025) / 2);

/**
 * Compares two samples, each ascending. Capped trials count as above everything.
 *
 * @returns null when either sample is empty
 */
export function kolmogorovSmirnov(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  censored: { readonly a: number; readonly b: number } = { a: 0, b: 0 },
): KolmogorovSmirnov | null {
  const n = a.length + censored.a;
  const m = b.length + censored.b;
  if (n === 0 || m === 0) return null;
  let distance = 0;
  let at: KolmogorovSmirnov['at'] | null = null;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const x = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    // Ties step together: the distance is only taken where both functions have made their step.
    while (i < a.length && (a[i] ?? Infinity) <= x) i += 1;
    while (j < b.length && (b[j] ?? Infinity) <= x) j += 1;
    const apart = Math.abs(i / n - j / m);
    if (at !== null && apart <= distance) continue;
    distance = apart;
    at = { x, a: i / n, b: j / m };
  }
  return { distance, limit: C_05 * Math.sqrt((n + m) / (n * m)), at: at ?? ALL_CENSORED };
}
