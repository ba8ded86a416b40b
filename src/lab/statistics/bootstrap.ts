import { mean, sampleStandardDeviation } from 'simple-statistics';
import { seededRandom } from '../../node/random';
import { Z_95 } from '../../shared/proportion';
import { ascending, quantile } from './quantile';

const RESAMPLES = 1000;
/** From here on the mean is as good as normal, and resampling would only cost time. */
const MANY_SAMPLES = 10_000;

/** A mean with its 95% interval, in the samples' unit. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean with its 95% percentile bootstrap interval (Efron 1979), from 1,000 resamples; from 10,000 samples on with
 * the normal interval, to which it converges. The same samples and seed give the same interval.
 *
 * @returns null with fewer than two samples
 */
export function bootstrapMean(samples: ArrayLike<number>, seed: number): MeanInterval | null {
  const n = samples.length;
  if (n < 2) return null;
  const values = Array.from(samples);
  const average = mean(values);
  if (n >= MANY_SAMPLES) {
    const halfWidth = (Z_95 * sampleStandardDeviation(values)) / Math.sqrt(n);
    return { mean: average, low: average - halfWidth, high: average + halfWidth };
  }
  const random = seededRandom(seed);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let drawn = 0; drawn < n; drawn++) sum += values[Math.floor(random() * n)] ?? 0;
    means[resample] = sum / n;
  }
  const sorted = ascending(means.sort());
  return {
    mean: average,
    low: quantile(sorted, 0.025) ?? average,
    high: quantile(sorted, 0.975) ?? average,
  };
}
