import type { DowntimeIntervals, DowntimeQuantiles, QuantileInterval } from '../../shared/runStatistics';
import { innerQuantile, quantile, quantileInterval } from '../statistics/quantile';
import type { SortedSamples } from '../statistics/sortedSamples';

/** @param capped how many more are only known to be longer than all of these */
export function downtimeQuantiles(samples: SortedSamples, capped: number): DowntimeQuantiles {
  return {
    min: quantile(samples, 0, capped),
    p50: innerQuantile(samples, 0.5, capped),
    p90: innerQuantile(samples, 0.9, capped),
    p95: innerQuantile(samples, 0.95, capped),
    p99: innerQuantile(samples, 0.99, capped),
    max: quantile(samples, 1, capped),
    // A mean over a censored tail would be too small.
    mean: capped > 0 ? null : samples.mean,
  };
}

/** @param capped as in `downtimeQuantiles` */
export function downtimeIntervals(samples: SortedSamples, capped: number): DowntimeIntervals {
  return {
    p50: downtimeInterval(samples, 'p50', capped),
    p99: downtimeInterval(samples, 'p99', capped),
  };
}

const SHARES = { p50: 0.5, p99: 0.99 } as const satisfies Record<keyof DowntimeIntervals, number>;

/** @param capped as in `downtimeQuantiles` */
export function downtimeInterval(
  samples: SortedSamples,
  which: keyof DowntimeIntervals,
  capped: number,
): QuantileInterval {
  return quantileInterval(samples, SHARES[which], capped);
}
