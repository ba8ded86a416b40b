import type { Proportion } from './runStatistics';

/** The 97.5th percentile of the standard normal distribution: two-sided 95%. */
export const Z_95 = 1.959963984540054;

/**
 * A proportion with its 95% Wilson score interval (Wilson 1927). With no successes the lower bound is exactly 0, with
 * no failures the upper bound exactly 1; with n = 0 nothing is known and the interval is [0, 1].
 */
export function wilson(successes: number, n: number): Proportion {
  if (n === 0) return { value: null, low: 0, high: 1, successes, n };
  const value = successes / n;
  const { centre, halfWidth } = scoreInterval(value, n);
  return {
    value,
    low: successes === 0 ? 0 : centre - halfWidth,
    high: successes === n ? 1 : centre + halfWidth,
    successes,
    n,
  };
}

/**
 * The fewest trials after which a proportion near `p` has a 95% Wilson interval of at most ± `halfWidth`.
 *
 * @param p between 0 and 1
 * @param halfWidth above 0
 */
export function trialsForHalfWidth(p: number, halfWidth: number): number {
  let tooFew = 0;
  let enough = 1;
  while (scoreInterval(p, enough).halfWidth > halfWidth) {
    tooFew = enough;
    enough *= 2;
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (scoreInterval(p, middle).halfWidth > halfWidth) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

function scoreInterval(p: number, n: number): { readonly centre: number; readonly halfWidth: number } {
  const z2 = Z_95 * Z_95;
  const shrink = 1 + z2 / n;
  return {
    centre: (p + z2 / (2 * n)) / shrink,
    halfWidth: (Z_95 / shrink) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n)),
  };
}
