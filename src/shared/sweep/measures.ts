import { KIND_TRAITS, type ExperimentKind } from '../experimentKinds';
import type { Proportion, RunSummary } from '../runStatistics';
import { kindsOf } from './grid';
import type { Sweep } from './sweep';

/** The numbers of which a sweep is a map, one for each cell. */

export type MeasureId =
  | 'spurious'
  | 'inflation'
  | 'deposed'
  | 'split'
  | 'firstSplit'
  | 'p50'
  | 'p99'
  | 'mean'
  | 'terms'
  | 'clientP50'
  | 'clientP99'
  | 'commitP50'
  | 'commitP99'
  | 'throughput';

/** What one cell says about a measure. */
export interface Reading {
  readonly value: number;
  /** Ends of the 95% interval; null where one is not known. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What a sweep's trials are of. */
interface Subject {
  readonly kind: ExperimentKind;
  readonly clients: boolean;
}

export interface Measure {
  readonly id: MeasureId;
  /** As a switch or a column has it. */
  readonly short: string;
  readonly name: string;
  readonly about: string;
  readonly unit: 'share' | 'ms' | 'count' | 'perHour' | 'perSecond';
  /** What of it is good; null where that depends. */
  readonly better: 'less' | 'more' | null;
  /** Is it measured there? */
  readonly isOf: (subject: Subject) => boolean;
  /** Null where it is not known. */
  readonly read: (summary: RunSummary) => Reading | null;
}

const observed = ({ kind }: Subject): boolean => KIND_TRAITS[kind].observes;
const elects = ({ kind }: Subject): boolean => KIND_TRAITS[kind].elects;
const rejoins = ({ kind }: Subject): boolean => kind === 'rejoin-after-partition';
const timed = (subject: Subject): boolean => !observed(subject);
const served = ({ clients }: Subject): boolean => clients;
const commits = (subject: Subject): boolean => served(subject) && observed(subject);

const ofProportion = ({ value, low, high }: Proportion): Reading | null =>
  value === null ? null : { value, low, high };

const alone = (value: number | null | undefined): Reading | null =>
  value === null || value === undefined ? null : { value, low: null, high: null };

export const MEASURES: readonly Measure[] = [
  {
    id: 'spurious',
    short: 'Spurious',
    name: 'rate of spurious elections',
    about: 'Elections against a leader that lives and reaches a majority, per hour of observation.',
    unit: 'perHour',
    better: 'less',
    isOf: observed,
    read: ({ spurious }) => spurious?.perHour ?? null,
  },
  {
    id: 'inflation',
    short: 'Inflation',
    name: 'term inflation',
    about: 'By how many terms the isolated server was ahead of the leader when it came back, on average.',
    unit: 'count',
    better: 'less',
    isOf: rejoins,
    read: ({ rejoin }) => alone(rejoin?.termInflation.mean),
  },
  {
    id: 'deposed',
    short: 'Deposed',
    name: 'leaders deposed',
    about: 'The share of rejoins for which the leader had to step down.',
    unit: 'share',
    better: 'less',
    isOf: rejoins,
    read: ({ rejoin }) => (rejoin === undefined ? null : ofProportion(rejoin.leaderDeposed)),
  },
  {
    id: 'split',
    short: 'Split votes',
    name: 'split-vote rate',
    about: 'The share of trials in which votes split at least once.',
    unit: 'share',
    better: 'less',
    isOf: elects,
    read: ({ splitVoteRate }) => ofProportion(splitVoteRate),
  },
  {
    id: 'firstSplit',
    short: 'First term',
    name: 'first-term split rate',
    about: 'The share of trials in which the first term already split its votes: what theory predicts.',
    unit: 'share',
    better: 'less',
    isOf: elects,
    read: ({ firstTermSplitRate }) => ofProportion(firstTermSplitRate),
  },
  {
    id: 'p50',
    short: 'p50',
    name: 'median downtime',
    about: 'Half of all trials are over by then.',
    unit: 'ms',
    better: 'less',
    isOf: timed,
    read: (summary) => ofQuantile(summary, 'p50'),
  },
  {
    id: 'p99',
    short: 'p99',
    name: 'p99 downtime',
    about: 'All but one trial in a hundred are over by then.',
    unit: 'ms',
    better: 'less',
    isOf: timed,
    read: (summary) => ofQuantile(summary, 'p99'),
  },
  {
    id: 'mean',
    short: 'Mean',
    name: 'mean downtime',
    about: 'How long no majority follows one leader, on average over the trials.',
    unit: 'ms',
    better: 'less',
    isOf: () => true,
    read: ({ downtimeMs }) => alone(downtimeMs.mean),
  },
  {
    id: 'terms',
    short: 'Terms',
    name: 'terms used',
    about: 'How many terms an election takes on average; 1 is the least.',
    unit: 'count',
    better: 'less',
    isOf: elects,
    read: ({ termsUsed }) => alone(termsUsed.mean),
  },
  {
    id: 'clientP50',
    short: 'Clients p50',
    name: 'median client downtime',
    about: 'The longest time without an acknowledged command: its median over the trials.',
    unit: 'ms',
    better: 'less',
    isOf: served,
    read: ({ clients }) => alone(clients?.downtimeMs.p50),
  },
  {
    id: 'clientP99',
    short: 'Clients p99',
    name: 'p99 client downtime',
    about: 'The longest time without an acknowledged command: all but one trial in a hundred are below.',
    unit: 'ms',
    better: 'less',
    isOf: served,
    read: ({ clients }) => alone(clients?.downtimeMs.p99),
  },
  {
    id: 'commitP50',
    short: 'Commit p50',
    name: 'median commit latency',
    about: 'From when a command was due until its acknowledgement: the median over the trials of their own.',
    unit: 'ms',
    better: 'less',
    isOf: commits,
    read: ({ clients }) => alone(clients?.commitP50Ms),
  },
  {
    id: 'commitP99',
    short: 'Commit p99',
    name: 'p99 commit latency',
    about: 'As the median commit latency, of each trial’s 99th percentile.',
    unit: 'ms',
    better: 'less',
    isOf: commits,
    read: ({ clients }) => alone(clients?.commitP99Ms),
  },
  {
    id: 'throughput',
    short: 'Throughput',
    name: 'throughput',
    about: 'Acknowledged commands a second.',
    unit: 'perSecond',
    better: 'more',
    isOf: commits,
    read: ({ clients }) => alone(clients?.commandsPerSecond),
  },
];

function ofQuantile({ downtimeMs, downtimeIntervals }: RunSummary, which: 'p50' | 'p99'): Reading | null {
  const value = downtimeMs[which];
  return value === null ? null : { value, low: null, high: null, ...downtimeIntervals?.[which] };
}

/** Those that a sweep's kinds have; at least one. */
export function measuresOf(sweep: Pick<Sweep, 'base' | 'axes'>): readonly Measure[] {
  const { base, axes } = sweep;
  const clients = base.cluster.clientLoadPerSecond > 0 || axes.some(({ parameter }) => parameter === 'load');
  const subjects = kindsOf(sweep).map((kind) => ({ kind, clients }));
  return MEASURES.filter(({ isOf }) => subjects.some(isOf));
}

/** What one looks for in trials of a kind, the first thing first. */
const HEADLINES: Readonly<Record<ExperimentKind, readonly [MeasureId, ...MeasureId[]]>> = {
  'leader-crash': ['split', 'p50', 'p99'],
  'cold-start': ['split', 'p50', 'p99'],
  'leader-partition': ['split', 'p50', 'p99'],
  'leader-pause': ['split', 'p50', 'p99'],
  'rejoin-after-partition': ['inflation', 'deposed', 'p99'],
  steady: ['spurious', 'mean'],
  workload: ['commitP99', 'commitP50', 'clientP99', 'throughput'],
};

/** What to show of a sweep first, and where there is room for little. */
export function headlinesOf(sweep: Pick<Sweep, 'base' | 'axes'>): readonly Measure[] {
  const there = measuresOf(sweep);
  const [kind = sweep.base.kind] = kindsOf(sweep);
  return HEADLINES[kind].flatMap((id) => there.filter((measure) => measure.id === id));
}

/** The measure of that name among some; the first of them when it is not. */
export function measureOf(id: MeasureId, among: readonly Measure[]): Measure {
  const found = among.find((measure) => measure.id === id) ?? among[0];
  if (found === undefined) throw new RangeError('there are no measures');
  return found;
}
