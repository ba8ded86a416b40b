import { gammaln } from 'simple-statistics';
import { Z_95 } from '../../shared/proportion';

/** Events, and how long was watched for them, in any unit. */
export interface Counted {
  readonly events: number;
  readonly exposure: number;
}

/** A rate over another, with its 95% interval; null where nothing is known, or no bound. */
export interface Ratio {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** With so many events on both sides the logarithm of the ratio is normal: the bounds differ by less than 2%. */
const EXACT_UP_TO = 100;
const NOTHING: Ratio = { value: null, low: null, high: null };

/**
 * The ratio of two Poisson rates, a ÷ b, with its exact conditional interval (Przyborowski and Wilenski 1940): given
 * how many events there are in all, those of a are binomial, and each end of their share (Clopper and Pearson) is an
 * end of the ratio. Both tails 2.5%, conservative. No events of b leave the ratio open above, and unknown.
 */
export function rateRatio(a: Counted, b: Counted): Ratio {
  if (a.exposure <= 0 || b.exposure <= 0 || a.events + b.events === 0) return NOTHING;
  const scale = b.exposure / a.exposure;
  const value = b.events === 0 ? null : (a.events / b.events) * scale;
  if (Math.min(a.events, b.events) > EXACT_UP_TO) {
    const factor = Math.exp(Z_95 * Math.sqrt(1 / a.events + 1 / b.events));
    const ratio = (a.events / b.events) * scale;
    return { value, low: ratio / factor, high: ratio * factor };
  }
  const { low, high } = oddsInterval(a.events, b.events);
  return { value, low: low * scale, high: Number.isFinite(high) ? high * scale : null };
}

/** The interval of the odds of a share that was observed as `a` of a + b. Infinity is no bound. */
function oddsInterval(a: number, b: number): { readonly low: number; readonly high: number } {
  if (a > b) {
    const { low, high } = oddsInterval(b, a);
    return { low: 1 / high, high: 1 / low };
  }
  const n = a + b;
  return {
    low: a === 0 ? 0 : oddsWithTail(a - 1, n, 0.975),
    high: oddsWithTail(a, n, 0.025),
  };
}

/** The odds of a share at which `most` or fewer of n have it with the given probability. */
function oddsWithTail(most: number, n: number, probability: number): number {
  let low = 0;
  let high = 1;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (atMost(most, n, middle) > probability) low = middle;
    else high = middle;
  }
  return high / (1 - high);
}

/** Of a binomial variable. */
function atMost(most: number, n: number, share: number): number {
  let sum = 0;
  for (let k = 0; k <= most; k++) {
    const ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
    sum += Math.exp(ways + k * Math.log(share) + (n - k) * Math.log1p(-share));
  }
  return sum;
}
