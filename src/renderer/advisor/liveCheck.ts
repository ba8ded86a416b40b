import { goalVerdict, type Advice, type GoalVerdict } from '../../shared/advice';
import { count, duration, interval, percent, UNKNOWN } from '../format';
import type { Measurement } from '../measure/measurement';
import { same } from '../same';
import { LABELS } from './outcome';

/** What real crashes say of one goal. */
export interface CheckedGoal {
  readonly name: 'p99DowntimeMs' | 'splitVotes';
  readonly label: string;
  /** With its interval. */
  readonly measured: string;
  readonly verdict: GoalVerdict;
}

/** The newest of the runs that crashed leaders of just the recommended setting in its network; null when none did. */
export function checkedBy<T extends Measurement>(
  { timing, request: { environment } }: Pick<Advice, 'timing' | 'request'>,
  runs: readonly (T | null)[],
): T | null {
  const { nodes, latency, loss } = environment;
  const wanted = Object.entries({ ...timing, nodes, latency, loss });
  const isIt = ({ experiment: { kind, cluster } }: T): boolean => {
    const has = new Map<string, unknown>(Object.entries(cluster));
    return kind === 'leader-crash' && wanted.every(([key, value]) => same(has.get(key), value));
  };
  return runs.find((run) => run !== null && isIt(run)) ?? null;
}

/** How the goals stand that crashes can tell of; spurious elections are too rare to count. */
export function checkedGoals(
  { request: { goal } }: Pick<Advice, 'request'>,
  { summary }: Pick<Measurement, 'summary'>,
): readonly CheckedGoal[] {
  const { splitVoteRate, downtimeMs, downtimeIntervals } = summary;
  const p99 = downtimeIntervals?.p99 ?? { low: null, high: null };
  return [
    {
      name: 'p99DowntimeMs',
      label: LABELS.p99DowntimeMs,
      measured:
        downtimeMs.p99 === null
          ? UNKNOWN
          : `${duration(downtimeMs.p99)} (${bound(p99.low)}–${bound(p99.high)})`,
      // Without a value the trials are too few to say anything.
      verdict: downtimeMs.p99 === null ? 'unclear' : goalVerdict(p99, goal.p99DowntimeMs),
    },
    {
      name: 'splitVotes',
      label: LABELS.splitVotes,
      measured: `${percent(splitVoteRate.value)} (${interval(splitVoteRate)})`,
      verdict: goalVerdict(splitVoteRate, goal.splitVotes),
    },
  ];
}

function bound(ms: number | null): string {
  return ms === null ? UNKNOWN : String(Math.round(ms));
}

/** "100 real crashes", "38 of 100 real crashes so far". */
export function crashesInWords({
  state,
  done,
  total,
}: Pick<Measurement, 'state' | 'done' | 'total'>): string {
  return state === 'running'
    ? `${count(done)} of ${count(total)} real crashes so far`
    : `${count(done)} real crashes`;
}
