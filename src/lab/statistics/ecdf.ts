import type { Ascending } from './quantile';

/**
 * The share of samples at or below `x`: the empirical distribution function. Capped trials count as above every x.
 *
 * @returns null when there are no samples at all
 */
export function ecdf(samples: Ascending, x: number, censored = 0): number | null {
  const n = samples.size + censored;
  if (n === 0) return null;
  let low = 0;
  let high = samples.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((samples.at(middle) ?? Infinity) <= x) low = middle + 1;
    else high = middle;
  }
  return low / n;
}

/**
 * Half the height of the Dvoretzky–Kiefer–Wolfowitz band: with the given confidence the true distribution function
 * lies nowhere further from the empirical one (Massart's constant, 1990). 1 when n = 0.
 */
export function dkwHalfWidth(n: number, confidence = 0.95): number {
  if (n === 0) return 1;
  return Math.min(1, Math.sqrt(Math.log(2 / (1 - confidence)) / (2 * n)));
}
