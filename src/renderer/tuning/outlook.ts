import { predictedSplitShare } from '../../shared/agreement';
import type { Prediction } from '../../shared/contract';
import type { RunSummary } from '../../shared/runStatistics';
import { duration, percent, rate, UNKNOWN } from '../format';

/** One line of the table that holds prediction against measurement. */
export interface OutlookRow {
  readonly name: string;
  readonly about: string;
  readonly predicted: string;
  /** Where the prediction comes from, for its tooltip. */
  readonly source: string;
  readonly measured: string;
  /** Half the width of the measured interval, or what else belongs beside the number. */
  readonly beside: string;
}

function predictedSplitWords(prediction: Prediction | null): string {
  const share = predictedSplitShare(prediction);
  const simulated = prediction?.simulated?.summary.splitVoteRate;
  return share === null && simulated !== undefined ? `≤${percent(simulated.high)}` : percent(share);
}

export function outlook(prediction: Prediction | null, measured: RunSummary | null): readonly OutlookRow[] {
  const simulated = prediction?.simulated ?? null;
  const theory = prediction?.theory ?? null;
  const assumed = prediction === null ? '' : ` Assumes ${prediction.assumptions.join(', ')}.`;
  const from = simulated === null ? 'Not simulated.' : `${simulated.summary.trials} simulated elections.`;
  const splits = measured?.splitVoteRate ?? null;
  return [
    {
      name: 'split votes per crash',
      about:
        'The share of leader crashes after which at least one term’s votes were split so that nobody won.',
      predicted: predictedSplitWords(prediction),
      source:
        prediction === null
          ? ''
          : `Theory: ${percent(theory?.splitProbability ?? null)}. ${simulated === null ? from : `Simulated: ${rate(simulated.summary.splitVoteRate)}, ${from}`}${assumed}`,
      measured: percent(splits?.value ?? null),
      beside: splits === null || splits.n === 0 ? '' : besideRate(splits.low, splits.high, splits.value),
    },
    {
      name: 'downtime p50',
      about: 'Half of the crashes leave the cluster without a leader for no longer than this.',
      predicted: duration(simulated?.summary.downtimeMs.p50 ?? null),
      source:
        theory === null
          ? ''
          : `${from} Theory’s mean: ${duration(theory.meanDowntimeMs)}, floor: ${duration(theory.floorMs)}.`,
      measured: duration(measured?.downtimeMs.p50 ?? null),
      beside: '',
    },
    {
      name: 'downtime p99',
      about: 'One crash in a hundred leaves the cluster without a leader for longer than this.',
      predicted: duration(simulated?.summary.downtimeMs.p99 ?? null),
      source: from,
      measured: duration(measured?.downtimeMs.p99 ?? null),
      beside: '',
    },
  ];
}

/** "±3.1" points around a rate; the upper bound where nothing was seen. */
function besideRate(low: number, high: number, value: number | null): string {
  if (value === null) return UNKNOWN;
  return value === 0 ? `≤${percent(high)}` : `±${percent((high - low) / 2).slice(0, -1)}`;
}
