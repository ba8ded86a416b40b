import type { Agreement, QuantileComparison, Verdict } from '../../shared/agreement';
import type { Proportion } from '../../shared/runStatistics';
import { kolmogorovSmirnov } from './kolmogorovSmirnov';
import { ascending, quantile, quantileInterval } from './quantile';

/** Downtimes of trials. */
export interface Downtimes {
  /** Ascending, ms. */
  readonly downtimesMs: ArrayLike<number>;
  /** Trials beyond these that hit their time cap: longer than all. */
  readonly capped: number;
}

export interface MeasuredTrials extends Downtimes {
  readonly splitVoteRate: Proportion;
}

export interface PredictedTrials extends Downtimes {
  /** Between 0 and 1; null when it is not known. */
  readonly splitVoteRate: number | null;
}

/** With fewer trials than this, only a huge difference would show (the limit is 0.3): no word of agreement then. */
const ENOUGH_TRIALS = 20;
/** Two intervals of this confidence give their difference at least 95% (Bonferroni). */
const EACH_INTERVAL = 0.975;

/** Holds measured trials against predicted ones. */
export function agreementOf(measured: MeasuredTrials, predicted: PredictedTrials): Agreement {
  const trials = measured.downtimesMs.length + measured.capped;
  const compared = kolmogorovSmirnov(measured.downtimesMs, predicted.downtimesMs, {
    a: measured.capped,
    b: predicted.capped,
  });
  const ks = compared && {
    distance: compared.distance,
    limit: compared.limit,
    atMs: compared.at.x,
    measuredShare: compared.at.a,
    predictedShare: compared.at.b,
  };
  const verdict = verdictOf(ks === null || ks.distance <= ks.limit, ks === null ? 0 : trials);
  const p50 = compareQuantile(measured, predicted, 0.5);
  const p99 = compareQuantile(measured, predicted, 0.99);
  const rate = measured.splitVoteRate;
  const split = {
    verdict: verdictOf(
      contains(rate, predicted.splitVoteRate),
      predicted.splitVoteRate === null ? 0 : rate.n,
    ),
    measured: rate,
    predicted: predicted.splitVoteRate,
  };
  return {
    verdict,
    trials,
    ks,
    p50,
    p99,
    splitVoteRate: split,
    downtimeInWords: downtimeInWords(verdict, trials, ks, { p50, p99 }),
    splitVotesInWords: splitVotesInWords(split),
  };
}

/** A difference that shows is one, however few the trials; that none shows means something only with enough of them. */
function verdictOf(noneShows: boolean, trials: number): Verdict {
  if (!noneShows) return 'differs';
  return trials < ENOUGH_TRIALS ? 'too-few' : 'agrees';
}

function contains({ low, high }: Proportion, predicted: number | null): boolean {
  return predicted === null || (low <= predicted && predicted <= high);
}

function compareQuantile(measured: Downtimes, predicted: Downtimes, p: number): QuantileComparison {
  const ours = ascending(measured.downtimesMs);
  const theirs = ascending(predicted.downtimesMs);
  const measuredMs = quantile(ours, p, measured.capped);
  const predictedMs = quantile(theirs, p, predicted.capped);
  const ourInterval = quantileInterval(ours, p, measured.capped, EACH_INTERVAL);
  const theirInterval = quantileInterval(theirs, p, predicted.capped, EACH_INTERVAL);
  return {
    measuredMs,
    predictedMs,
    differenceMs: difference(measuredMs, predictedMs),
    lowMs: difference(ourInterval.low, theirInterval.high),
    highMs: difference(ourInterval.high, theirInterval.low),
  };
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function downtimeInWords(
  verdict: Verdict,
  trials: number,
  ks: Agreement['ks'],
  quantiles: Readonly<Record<'p50' | 'p99', QuantileComparison>>,
): string {
  if (ks === null) return trials === 0 ? 'no trials to compare' : 'nothing predicted to compare with';
  const numbers = `KS ${ks.distance.toFixed(2)}, limit ${ks.limit.toFixed(2)} at n = ${trials}`;
  switch (verdict) {
    case 'agrees':
      return `agrees (${numbers})`;
    case 'too-few':
      return `too few trials to tell (${numbers})`;
    case 'differs':
      return `differs (${numbers}): ${largestDifference(quantiles) ?? whereItIsGreatest(ks)}`;
  }
}

/** The greater of the differences that chance does not explain; null when there is none at these quantiles. */
function largestDifference(quantiles: Readonly<Record<'p50' | 'p99', QuantileComparison>>): string | null {
  const [greatest] = (['p50', 'p99'] as const)
    .map((name) => ({ name, ...quantiles[name] }))
    .filter(({ lowMs, highMs }) => (lowMs !== null && lowMs > 0) || (highMs !== null && highMs < 0))
    .sort((a, b) => Math.abs(b.differenceMs ?? Infinity) - Math.abs(a.differenceMs ?? Infinity));
  if (greatest === undefined) return null;
  const { name, differenceMs, lowMs, highMs } = greatest;
  const slower = lowMs !== null && lowMs > 0;
  const [least, most] = slower ? [lowMs, highMs] : [difference(0, highMs), difference(0, lowMs)];
  const by = differenceMs === null ? `at least ${inMs(least)}` : inMs(Math.abs(differenceMs));
  const range =
    least === null || differenceMs === null
      ? ''
      : most === null
        ? ` (at least ${inMs(least)})`
        : ` (95% ${Number(least.toPrecision(3))} to ${inMs(most)})`;
  return `the cluster is ${slower ? 'slower' : 'faster'} than the model by ${by} at ${name}${range}`;
}

function whereItIsGreatest({ atMs, measuredShare, predictedShare }: NonNullable<Agreement['ks']>): string {
  return `${percent(measuredShare)} take at most ${inMs(atMs)}, of the model ${percent(predictedShare)}`;
}

function splitVotesInWords({ verdict, measured, predicted }: Agreement['splitVoteRate']): string {
  if (predicted === null) return 'nothing predicted to compare with';
  if (measured.n === 0) return 'no trials to compare';
  const interval = `${percent(measured.low)} to ${percent(measured.high)}, n = ${measured.n}`;
  switch (verdict) {
    case 'agrees':
      return `agree (${percent(predicted)} predicted, within ${interval})`;
    case 'too-few':
      return `too few trials to tell (${percent(predicted)} predicted; ${interval})`;
    case 'differs':
      return `differ: ${percent(predicted)} predicted, ${interval} measured`;
  }
}

function inMs(ms: number | null): string {
  return ms === null ? 'n/a' : `${Number(ms.toPrecision(3))} ms`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
