import { predictedSplitShare, type RunAgreement } from '../../shared/agreement';
import type { Prediction } from '../../shared/prediction';
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

/** A prediction in words, row by row, and where it comes from. */
interface PredictedWords {
  readonly splits: string;
  readonly p50: string;
  readonly p99: string;
  readonly splitsSource: string;
  readonly p50Source: string;
  readonly p99Source: string;
}

/**
 * What these settings should do, beside what was measured.
 *
 * @param against what the measured run is held against; null where it has other settings, or that is not known yet
 * @param measuring a measurement is under way
 */
export function outlook(
  prediction: Prediction | null,
  measured: RunSummary | null,
  against: RunAgreement['predicted'] | null = null,
  measuring = false,
): readonly OutlookRow[] {
  const predicted = against === null ? asPredicted(prediction, measuring) : asHeldAgainst(against);
  const splits = measured?.splitVoteRate ?? null;
  return [
    {
      name: 'split votes per crash',
      about:
        'The share of leader crashes after which at least one term’s votes were split so that nobody won.',
      predicted: predicted.splits,
      source: predicted.splitsSource,
      measured: percent(splits?.value ?? null),
      beside: splits === null || splits.n === 0 ? '' : besideRate(splits.low, splits.high, splits.value),
    },
    {
      name: 'downtime p50',
      about: 'Half of the crashes leave the cluster without a leader for no longer than this.',
      predicted: predicted.p50,
      source: predicted.p50Source,
      measured: duration(measured?.downtimeMs.p50 ?? null),
      beside: '',
    },
    {
      name: 'downtime p99',
      about: 'One crash in a hundred leaves the cluster without a leader for longer than this.',
      predicted: predicted.p99,
      source: predicted.p99Source,
      measured: duration(measured?.downtimeMs.p99 ?? null),
      beside: '',
    },
  ];
}

function asPredicted(prediction: Prediction | null, measuring: boolean): PredictedWords {
  const simulated = prediction?.simulated ?? null;
  const theory = prediction?.theory ?? null;
  const assumed = prediction === null ? '' : ` Assumes ${prediction.assumptions.join(', ')}.`;
  const notYet = measuring
    ? 'Not simulated: the measurement leaves too little of the machine. It is tried again when that ends.'
    : 'Not simulated.';
  const from = simulated === null ? notYet : `${simulated.summary.trials} simulated elections.`;
  const splits = simulated === null ? from : `Simulated: ${rate(simulated.summary.splitVoteRate)}, ${from}`;
  return {
    splits: predictedSplitWords(prediction),
    p50: duration(simulated?.summary.downtimeMs.p50 ?? null),
    p99: duration(simulated?.summary.downtimeMs.p99 ?? null),
    splitsSource:
      prediction === null ? '' : `Theory: ${percent(theory?.splitProbability ?? null)}. ${splits}${assumed}`,
    p50Source:
      theory === null
        ? ''
        : `${from} Theory’s mean: ${duration(theory.meanDowntimeMs)}, floor: ${duration(theory.floorMs)}.`,
    p99Source: theory === null ? '' : from,
  };
}

function asHeldAgainst(against: RunAgreement['predicted']): PredictedWords {
  const { elections, splitVoteRate, downtimeMs, assumptions } = against;
  const source = `What the measurement is held against: ${elections} elections, simulated with the delays that its machine had meanwhile.`;
  return {
    splits: percent(splitVoteRate),
    p50: duration(downtimeMs.p50),
    p99: duration(downtimeMs.p99),
    splitsSource: `${source} Assumes ${assumptions.join(', ')}.`,
    p50Source: source,
    p99Source: source,
  };
}

function predictedSplitWords(prediction: Prediction | null): string {
  const share = predictedSplitShare(prediction);
  const simulated = prediction?.simulated?.summary.splitVoteRate;
  return share === null && simulated !== undefined ? `≤${percent(simulated.high)}` : percent(share);
}

/** "±3.1" points around a rate; the upper bound where nothing was seen. */
function besideRate(low: number, high: number, value: number | null): string {
  if (value === null) return UNKNOWN;
  return value === 0 ? `≤${percent(high)}` : `±${percent((high - low) / 2).slice(0, -1)}`;
}
