import { KIND_TRAITS, type ExperimentKind } from './experimentKinds';
import { wilson } from './proportion';
import type { TrialStatistics } from './runStatistics';

type SplitRates = Pick<TrialStatistics, 'splitVoteRate' | 'firstTermSplitRate'>;

/** The split-vote rates of a kind of trials: where they need no election they are of no trials, and not known. */
export function splitRatesOf(kind: ExperimentKind, statistics: SplitRates): SplitRates {
  const { splitVoteRate, firstTermSplitRate } = statistics;
  return KIND_TRAITS[kind].elects
    ? { splitVoteRate, firstTermSplitRate }
    : { splitVoteRate: wilson(0, 0), firstTermSplitRate: wilson(0, 0) };
}
