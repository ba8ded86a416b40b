import { STATISTICS } from './figure16';
import type { Figure16Comparison, ThesisWanComparison } from './reference';

/** Comparisons as CSV in long form, as trials.csv is written: one row for each published number, ours beside it. */

const FIGURE_16_COLUMNS = [
  'engine',
  'election_timeout_min_ms',
  'election_timeout_max_ms',
  'statistic',
  'published_trials',
  'published_ms',
  'our_trials',
  'our_clean_trials',
  'our_ms',
  'relative_difference',
];

export function figure16Rows(comparisons: readonly Figure16Comparison[]): (string | number)[][] {
  const rows = comparisons.flatMap(({ line, engine, trials, clean, ours }) =>
    STATISTICS.map((statistic) => {
      const publishedMs = line.published[statistic];
      const oursMs = ours[statistic];
      return [
        engine,
        line.minMs,
        line.maxMs,
        statistic,
        line.trials,
        publishedMs,
        trials,
        clean?.trials ?? trials,
        rounded(oursMs, 3),
        rounded(oursMs / publishedMs - 1, 6),
      ];
    }),
  );
  return [FIGURE_16_COLUMNS, ...rows];
}

const THESIS_WAN_COLUMNS = [
  'failed_servers',
  'statistic',
  'published_ms',
  'elections',
  'simulated_ms',
  'simulated_low_ms',
  'simulated_high_ms',
  'relative_difference',
];

export function thesisWanRows(comparisons: readonly ThesisWanComparison[]): (string | number)[][] {
  const rows = comparisons.map(({ failed, publishedMeanMs, elections, simulated, meanDifference }) => [
    failed,
    'mean',
    publishedMeanMs,
    elections,
    rounded(simulated.mean, 3),
    rounded(simulated.low, 3),
    rounded(simulated.high, 3),
    rounded(meanDifference, 6),
  ]);
  return [THESIS_WAN_COLUMNS, ...rows];
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
