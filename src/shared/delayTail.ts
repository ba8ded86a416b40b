import type { Distribution } from './distribution';
import { unreachable } from './errors';

const HALVINGS = 60;

/**
 * The probability that a delay is longer than `ms`. Right to many digits far into the tail, where rare elections come
 * from: a normal tail of 1e-30 is not taken for 0.
 */
export function longerThan(ms: number, d: Distribution): number {
  if (ms < 0) return 1;
  switch (d.kind) {
    case 'fixed':
      return ms < d.ms ? 1 : 0;
    case 'uniform':
      if (d.maxMs === d.minMs) return ms < d.minMs ? 1 : 0;
      return clamp((d.maxMs - ms) / (d.maxMs - d.minMs));
    case 'normal':
      return d.sdMs === 0 ? Number(ms < d.meanMs) : normalTail((ms - d.meanMs) / d.sdMs);
    case 'lognormal':
      if (d.medianMs === 0) return 0;
      if (d.sigma === 0) return ms < d.medianMs ? 1 : 0;
      return ms === 0 ? 1 : normalTail(Math.log(ms / d.medianMs) / d.sigma);
    case 'exponential':
      return d.meanMs === 0 ? 0 : Math.exp(-ms / d.meanMs);
    case 'empirical':
      return 1 - countUpTo(ms, d.samplesMs) / d.samplesMs.length;
    case 'spikes':
      return (1 - d.share) * longerThan(ms, d.usual) + d.share * longerThan(ms, d.spike);
    default:
      return unreachable(d);
  }
}

/** The delay that a share `p` of draws stays below, ms. @param p strictly between 0 and 1 */
export function delayQuantile(p: number, d: Distribution): number {
  switch (d.kind) {
    case 'fixed':
      return d.ms;
    case 'uniform':
      return d.minMs + p * (d.maxMs - d.minMs);
    case 'normal':
      return Math.max(0, d.meanMs + d.sdMs * normalQuantile(p));
    case 'lognormal':
      return d.medianMs * Math.exp(d.sigma * normalQuantile(p));
    case 'exponential':
      return -d.meanMs * Math.log1p(-p);
    case 'empirical':
      return d.samplesMs[Math.max(0, Math.ceil(p * d.samplesMs.length) - 1)] ?? 0;
    case 'spikes':
      return mixedQuantile(p, d, [delayQuantile(p, d.usual), delayQuantile(p, d.spike)]);
    default:
      return unreachable(d);
  }
}

/** By halving between the quantiles of the two parts. */
function mixedQuantile(p: number, d: Distribution, between: readonly [number, number]): number {
  let low = Math.min(...between);
  let high = Math.max(...between);
  for (let i = 0; i < HALVINGS && low < high; i++) {
    const middle = (low + high) / 2;
    if (longerThan(middle, d) > 1 - p) low = middle;
    else high = middle;
  }
  return high;
}

/** How many of the ascending samples are no longer than `ms`. */
function countUpTo(ms: number, samplesMs: readonly number[]): number {
  let low = 0;
  let high = samplesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samplesMs[middle] ?? Infinity) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function medianOf(d: Distribution): number {
  return delayQuantile(0.5, d);
}

export function p99Of(d: Distribution): number {
  return delayQuantile(0.99, d);
}

/** What all draws stay below, or, of delays without a bound, 99.99% of them, ms. */
export function longestDelayMs(d: Distribution): number {
  return d.kind === 'uniform' ? d.maxMs : delayQuantile(0.9999, d);
}

/**
 * A delay with this median and this 99th percentile, ms: lognormal, as delays of networks and disks mostly are; fixed
 * where the two are the same.
 */
export function delayWithTail(medianMs: number, p99Ms: number): Distribution {
  if (medianMs <= 0 || p99Ms <= medianMs) return { kind: 'fixed', ms: medianMs };
  const sigma = Math.log(p99Ms / medianMs) / normalQuantile(0.99);
  return { kind: 'lognormal', medianMs, sigma: Math.min(10, Number(sigma.toFixed(4))) };
}

/** As many delays as asked for, each the middle of an equally likely share, ms, ascending. */
export function typicalDelays(count: number, d: Distribution): readonly number[] {
  if (d.kind === 'fixed') return [d.ms];
  return Array.from({ length: count }, (_, i) => delayQuantile((i + 0.5) / count, d));
}

/** 1 − Φ(z), by its series below 3 and by Laplace's continued fraction above, both to about 1e-9 of its value. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    // Φ(z) = ½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …)
    let term = z;
    let sum = z;
    for (let k = 3; term > 1e-17 * sum; k += 2) sum += term *= (z * z) / k;
    return 0.5 - density * sum;
  }
  // φ(z) ÷ (z + 1/(z + 2/(z + 3/…)))
  let fraction = z;
  for (let k = z > 8 ? 12 : 50; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** The z with Φ(z) = p, by halving. @param p strictly between 0 and 1 */
function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  let low = -40;
  let high = 40;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (1 - normalTail(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
