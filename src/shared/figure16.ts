/**
 * Downtimes that the authors of Raft measured, ms: Ongaro & Ousterhout, In Search of an Understandable Consensus
 * Algorithm (extended version), §9.3, Figure 16. Quantiles of the published trials; those of the upper chart's lines are
 * in the public repository heidi-ann/ocaml-raft-data (raw/usableFormat.csv, MIT licence, copyright 2014 Heidi Howard).
 */

/** Which share of the trials lies below each quantile. */
export const QUANTILES = {
  min: 0,
  p5: 0.05,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  max: 1,
} as const;
export type Quantile = keyof typeof QUANTILES;

export const STATISTICS = [
  'min',
  'p5',
  'p10',
  'p25',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'max',
  'mean',
] as const;
/** Of downtimes, ms. */
export type DowntimeStatistics = Readonly<Record<(typeof STATISTICS)[number], number>>;

/** One line of the figure: election timeouts drawn from [minMs, maxMs]. */
export interface Figure16Line {
  readonly minMs: number;
  readonly maxMs: number;
  readonly trials: number;
  readonly published: DowntimeStatistics;
}

export function lineName({ minMs, maxMs }: Pick<Figure16Line, 'minMs' | 'maxMs'>): string {
  return `${minMs}–${maxMs} ms`;
}

/** The upper chart's lines, then the lower one's. */
export const FIGURE_16_LINES: readonly Figure16Line[] = [
  {
    minMs: 150,
    maxMs: 150,
    trials: 100,
    published: {
      min: 9865.42,
      p5: 17349.24,
      p10: 19847.43,
      p25: 28415.69,
      p50: 40882.28,
      p75: 60537.25,
      p90: 84150.3,
      p95: 105797.49,
      p99: 258149.63,
      max: 528011.72,
      mean: 54335.84,
    },
  },
  {
    minMs: 150,
    maxMs: 151,
    trials: 1000,
    published: {
      min: 86.17,
      p5: 287.05,
      p10: 434.45,
      p25: 736.54,
      p50: 1198.42,
      p75: 1939.89,
      p90: 3131.73,
      p95: 3906.06,
      p99: 5982.02,
      max: 8231.64,
      mean: 1535.83,
    },
  },
  {
    minMs: 150,
    maxMs: 155,
    trials: 1000,
    published: {
      min: 85.3,
      p5: 106.4,
      p10: 119.21,
      p25: 154.37,
      p50: 287.27,
      p75: 434.73,
      p90: 606.65,
      p95: 763.18,
      p99: 1224.39,
      max: 2142.93,
      mean: 345.03,
    },
  },
  {
    minMs: 150,
    maxMs: 175,
    trials: 1000,
    published: {
      min: 84.41,
      p5: 101.9,
      p10: 106.8,
      p25: 120.9,
      p50: 140.96,
      p75: 164.23,
      p90: 290.97,
      p95: 313.06,
      p99: 462.54,
      max: 610.05,
      mean: 163.74,
    },
  },
  {
    minMs: 150,
    maxMs: 200,
    trials: 1000,
    published: {
      min: 87.13,
      p5: 104.33,
      p10: 110.43,
      p25: 124.79,
      p50: 146.43,
      p75: 166.72,
      p90: 193.45,
      p95: 292.95,
      p99: 344.82,
      max: 512.48,
      mean: 155.97,
    },
  },
  {
    minMs: 150,
    maxMs: 300,
    trials: 1000,
    published: {
      min: 92.68,
      p5: 114.78,
      p10: 124.64,
      p25: 144.31,
      p50: 171.23,
      p75: 207.54,
      p90: 244.04,
      p95: 264.12,
      p99: 405.51,
      max: 603.33,
      mean: 180.67,
    },
  },
  {
    minMs: 12,
    maxMs: 24,
    trials: 1000,
    published: {
      min: 15.28,
      p5: 18.49,
      p10: 19.72,
      p25: 24.44,
      p50: 30.02,
      p75: 42.12,
      p90: 52.43,
      p95: 66.22,
      p99: 86.8,
      max: 151.66,
      mean: 34.67,
    },
  },
  {
    minMs: 25,
    maxMs: 50,
    trials: 1000,
    published: {
      min: 23.95,
      p5: 28.85,
      p10: 30.55,
      p25: 35.41,
      p50: 43.0,
      p75: 52.43,
      p90: 73.37,
      p95: 82.84,
      p99: 118.02,
      max: 276.32,
      mean: 47.86,
    },
  },
  {
    minMs: 50,
    maxMs: 100,
    trials: 1000,
    published: {
      min: 37.12,
      p5: 44.11,
      p10: 47.51,
      p25: 56.08,
      p50: 66.66,
      p75: 79.41,
      p90: 95.58,
      p95: 119.79,
      p99: 168.05,
      max: 253.28,
      mean: 71.34,
    },
  },
  {
    minMs: 100,
    maxMs: 200,
    trials: 1000,
    published: {
      min: 65.74,
      p5: 77.74,
      p10: 85.13,
      p25: 100.11,
      p50: 120.09,
      p75: 145.22,
      p90: 165.47,
      p95: 181.41,
      p99: 272.86,
      max: 335.16,
      mean: 125.42,
    },
  },
];
