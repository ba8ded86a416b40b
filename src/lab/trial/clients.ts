import type { TrialRecord } from '../../shared/trialRecord';
import { ascending, quantile } from '../statistics/quantile';

/** A command that was acknowledged, at `atMs` on the facts' axis. */
export interface Acknowledgement {
  readonly atMs: number;
  readonly latencyMs: number;
}

/**
 * The longest time without an acknowledgement in a span, ms. Time before the first and after the last one counts.
 * @param acknowledged in order of time
 */
export function longestGapMs(
  acknowledged: readonly Acknowledgement[],
  fromMs: number,
  untilMs: number,
): number {
  let beforeMs = fromMs;
  let longestMs = 0;
  for (const { atMs } of acknowledged) {
    if (atMs <= fromMs || atMs >= untilMs) continue;
    longestMs = Math.max(longestMs, atMs - beforeMs);
    beforeMs = atMs;
  }
  return Math.max(longestMs, untilMs - beforeMs);
}

type ClientColumns = Pick<
  TrialRecord,
  'clientDowntimeMs' | 'acknowledgedCommands' | 'commitP50Ms' | 'commitP99Ms'
>;

/** What clients got of a span in which they were observed. @param acknowledged in order of time */
export function clientColumns(
  acknowledged: readonly Acknowledgement[],
  fromMs: number,
  untilMs: number,
): ClientColumns {
  const latencies = acknowledged
    .filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
    .map(({ latencyMs }) => latencyMs);
  const sorted = ascending(Float64Array.from(latencies).sort());
  return {
    clientDowntimeMs: longestGapMs(acknowledged, fromMs, untilMs),
    acknowledgedCommands: latencies.length,
    commitP50Ms: quantile(sorted, 0.5),
    commitP99Ms: quantile(sorted, 0.99),
  };
}
