import type { Proportion, RunSummary } from '../../shared/runStatistics';
import type { SweepCell } from '../../shared/sweep/api';
import { count, duration, percent, rate, UNKNOWN } from '../format';

export type MeasureId = 'split' | 'firstSplit' | 'p50' | 'p99' | 'mean' | 'terms' | 'spurious';

/** What one cell says about a measure. */
export interface Reading {
  readonly value: number;
  /** Ends of the 95% interval; null where none is known. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A number that a map can show of each of its cells. */
export interface Measure {
  readonly id: MeasureId;
  /** As the switch above the map has it. */
  readonly short: string;
  readonly name: string;
  readonly about: string;
  readonly unit: 'share' | 'ms' | 'count';
  /** Null where it is not known. */
  readonly read: (summary: RunSummary) => Reading | null;
  /** The value with its interval, for people. */
  readonly words: (summary: RunSummary) => string;
  /** Of a share: null for other units. */
  readonly proportion: (summary: RunSummary) => Proportion | null;
}

function ofRate(
  about: Pick<Measure, 'id' | 'short' | 'name' | 'about'>,
  of: (summary: RunSummary) => Proportion,
): Measure {
  return {
    ...about,
    unit: 'share',
    read: (summary) => {
      const { value, low, high } = of(summary);
      return value === null ? null : { value, low, high };
    },
    words: (summary) => rate(of(summary)),
    proportion: of,
  };
}

function ofDowntime(id: 'p50' | 'p99' | 'mean', short: string, name: string, about: string): Measure {
  const read = (summary: RunSummary) => summary.downtimeMs[id];
  return {
    id,
    short,
    name,
    about,
    unit: 'ms',
    read: (summary) => {
      const value = read(summary);
      return value === null ? null : { value, low: null, high: null };
    },
    words: (summary) => duration(read(summary)),
    proportion: () => null,
  };
}

export const MEASURES: readonly Measure[] = [
  ofRate(
    {
      id: 'split',
      short: 'Split votes',
      name: 'split-vote rate',
      about: 'The share of crashes after which votes split at least once.',
    },
    (summary) => summary.splitVoteRate,
  ),
  ofRate(
    {
      id: 'firstSplit',
      short: 'First term',
      name: 'first-term split rate',
      about: 'The share of crashes after which the first term already split its votes: what theory predicts.',
    },
    (summary) => summary.firstTermSplitRate,
  ),
  ofDowntime('p50', 'p50', 'median downtime', 'Half of all crashes are over by then.'),
  ofDowntime('p99', 'p99', 'p99 downtime', 'All but one crash in a hundred are over by then.'),
  ofDowntime('mean', 'Mean', 'mean downtime', 'From the crash until all follow the next leader, on average.'),
  {
    id: 'terms',
    short: 'Terms',
    name: 'terms used',
    about: 'How many terms an election takes on average; 1 is the least.',
    unit: 'count',
    read: ({ termsUsed: { mean } }) => (mean === null ? null : { value: mean, low: null, high: null }),
    words: ({ termsUsed: { mean } }) => (mean === null ? UNKNOWN : mean.toFixed(2)),
    proportion: () => null,
  },
];

/** Those that some cell knows; the split-vote rate always. */
export function measuresFor(cells: readonly (SweepCell | null)[]): readonly Measure[] {
  return MEASURES.filter(
    ({ id, read }) => id === 'split' || cells.some((cell) => cell !== null && read(cell.summary) !== null),
  );
}

/** The measure of that name among some; the first of them when it is not. */
export function measureOf(id: MeasureId, among: readonly Measure[]): Measure {
  const found = among.find((measure) => measure.id === id) ?? among[0];
  if (found === undefined) throw new RangeError('there are no measures');
  return found;
}

/** A value of a measure on an axis or in the legend: "5%", "200 ms", "3". */
export function tickWords({ unit }: Measure, value: number): string {
  if (unit === 'share') return `${Number((value * 100).toPrecision(3))}%`;
  if (unit === 'count') return String(Number(value.toPrecision(3)));
  return value >= 10_000
    ? `${Number((value / 1000).toPrecision(3))} s`
    : `${Number(value.toPrecision(3))} ms`;
}

/** A value as short as a cell wants it; milliseconds without their unit, which is the legend's. */
export function cellWords({ unit }: Measure, value: number): string {
  if (unit === 'share') return percent(value);
  if (unit === 'count') return value.toFixed(2);
  return value >= 10_000 ? `${count(value / 1000)} s` : value < 10 ? value.toFixed(1) : count(value);
}
