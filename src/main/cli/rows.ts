import colors from 'picocolors';
import type { Labelled } from '../../shared/labels';
import { DOWNTIME_QUANTILES, type DowntimeQuantiles, type Proportion } from '../../shared/runStatistics';

/** Numbers and lines as every report of the terminal writes them. */

export const UNKNOWN = 'n/a';
const LABEL_WIDTH = 24;

export function row(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** What is kept, by its name, with its marks and tags behind. */
export function headLine({ name, pinned, tags }: Labelled, marks: readonly string[]): string {
  const all = [...(pinned ? ['pinned'] : []), ...marks, ...tags];
  return `${colors.bold(name)}${all.length === 0 ? '' : `  ${colors.dim(all.join(' · '))}`}`;
}

/** A rate with its interval and counts. */
export function proportion({ value, low, high, successes, n }: Proportion): string {
  if (value === null) return UNKNOWN;
  const interval = colors.dim(`95% ${percent(low)} to ${percent(high)} · ${successes} of ${n}`);
  return `${colors.bold(percent(value).padEnd(8))} ${interval}`;
}

export function quantileNames(): string {
  return colors.dim(DOWNTIME_QUANTILES.map((name) => name.padStart(8)).join(''));
}

/** Under the names of `quantileNames`. */
export function quantiles(downtime: DowntimeQuantiles): string {
  return DOWNTIME_QUANTILES.map((name) => decimal(downtime[name], 1).padStart(8)).join('');
}

export function percent(fraction: number): string {
  const value = fraction * 100;
  return `${value.toFixed(value > 0 && value < 0.1 ? 3 : value < 10 ? 2 : 1)}%`;
}

export function decimal(value: number | null, digits: number): string {
  return value === null ? UNKNOWN : value.toFixed(digits);
}
