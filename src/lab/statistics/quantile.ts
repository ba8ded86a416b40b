import { gammaln } from 'simple-statistics';

/** Samples in ascending order. */
export interface Ascending {
  readonly size: number;
  at(rank: number): number | undefined;
}

/** Views a sorted array as `Ascending`. */
export function ascending(sorted: ArrayLike<number>): Ascending {
  return { size: sorted.length, at: (rank) => sorted[rank] };
}

/**
 * The p-quantile, interpolated linearly between order statistics as NumPy, pandas and spreadsheets do (Hyndman and
 * Fan's type 7). simple-statistics takes another definition, which would disagree with what people compute from the
 * exported CSV.
 *
 * @param p between 0 and 1
 * @param censored how many more samples are only known to lie above all of these (capped trials)
 * @returns null when there are no samples, or when the quantile lies among the censored
 */
export function quantile(samples: Ascending, p: number, censored = 0): number | null {
  const position = (samples.size + censored - 1) * p;
  const below = samples.at(Math.floor(position));
  const above = samples.at(Math.ceil(position));
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * Is the p-quantile of n samples strictly between the extremes: is at least one sample expected beyond it on either
 * side? With fewer than 100 samples "the 99th percentile" would only be another name for the maximum.
 */
export function isInnerQuantile(n: number, p: number): boolean {
  // 10 × (1 − 0.9) is a little under 1 in floats.
  return Math.min(p, 1 - p) * n >= 1 - 1e-9;
}

/** As `quantile`, but null also where the samples are too few for it (see `isInnerQuantile`). */
export function innerQuantile(samples: Ascending, p: number, censored = 0): number | null {
  return isInnerQuantile(samples.size + censored, p) ? quantile(samples, p, censored) : null;
}

/** Ranks counted from 1; null where even the extreme sample does not bound the quantile at that confidence. */
export interface RankInterval {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Between which order statistics the p-quantile lies, with at least the given confidence whatever the distribution
 * (exact, from the binomial; at n = 1000 and 95%: ranks 469–532 for the median, 983–997 for p99).
 *
 * @param n number of samples, capped trials included
 * @param p strictly between 0 and 1
 */
export function quantileRanks(n: number, p: number, confidence = 0.95): RankInterval {
  const tail = (1 - confidence) / 2;
  const low = binomialQuantile(n, p, tail);
  const high = binomialQuantile(n, p, 1 - tail) + 1;
  return { low: low < 1 ? null : low, high: high > n ? null : high };
}

/** The quantile's interval in the samples' own unit; a bound is null where it is not known. */
export function quantileInterval(
  samples: Ascending,
  p: number,
  censored = 0,
  confidence = 0.95,
): { readonly low: number | null; readonly high: number | null } {
  const { low, high } = quantileRanks(samples.size + censored, p, confidence);
  return {
    low: low === null ? null : (samples.at(low - 1) ?? null),
    high: high === null ? null : (samples.at(high - 1) ?? null),
  };
}

/** The smallest k for which a binomial variable is at most k with the given probability. */
function binomialQuantile(n: number, p: number, probability: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  // Twelve standard deviations below the mean there is nothing left to add up.
  let k = Math.max(0, Math.floor(n * p - 12 * spread - 12));
  let mass = Math.exp(
    gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p),
  );
  let cumulative = mass;
  while (cumulative < probability && k < n) {
    mass *= ((n - k) / (k + 1)) * (p / (1 - p));
    k += 1;
    cumulative += mass;
  }
  return k;
}
