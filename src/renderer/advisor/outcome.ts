import {
  GOAL_NAMES,
  meets,
  valueOf,
  type AdviceGoal,
  type AdvicePoint,
  type GoalName,
  type GoalVerdict,
  type Outlook,
  type Verification,
} from '../../shared/advice';
import type { Miss } from '../../shared/figures/adviceFigure';
import { duration, interval, percent, UNKNOWN } from '../format';

/** One goal beside what is predicted for it, and what the check found. */
export interface GoalRow {
  readonly name: GoalName;
  readonly label: string;
  readonly about: string;
  readonly predicted: string;
  readonly limit: string;
  readonly met: boolean;
  /** Empty where nothing was checked. */
  readonly checked: string;
  readonly verdict: GoalVerdict | null;
}

export const LABELS: Readonly<Record<GoalName, string>> = {
  p99DowntimeMs: 'p99 downtime',
  spuriousPerDay: 'spurious elections',
  splitVotes: 'split votes',
  heartbeatsPerSecond: 'heartbeats',
};

const ABOUT: Readonly<Record<GoalName, string>> = {
  p99DowntimeMs: 'One leader crash in a hundred leaves the cluster without a leader for longer than this.',
  spuriousPerDay:
    'Elections against a leader that is alive and connected. Calculated: so few cannot be counted.',
  splitVotes: 'The share of leader crashes after which votes split, so that a term has no winner.',
  heartbeatsPerSecond:
    'Heartbeats that the leader sends to all followers together; as many answers come back.',
};

export function inUnit(name: GoalName, value: number | null): string {
  if (value === null) return UNKNOWN;
  switch (name) {
    case 'p99DowntimeMs':
      return duration(value);
    case 'spuriousPerDay':
      return perDay(value);
    case 'splitVotes':
      return percent(value);
    case 'heartbeatsPerSecond':
      return `${threeDigits(value)} /s`;
  }
}

/** "0.43 a day", "2 a year", "< 1 a century". */
export function perDay(value: number): string {
  if (value === 0) return 'none';
  if (value >= 0.1) return `${Number(value.toPrecision(2))} a day`;
  const perYear = value * 365.25;
  if (perYear >= 0.1) return `${Number(perYear.toPrecision(2))} a year`;
  return perYear >= 0.01 ? '< 1 in 10 years' : '< 1 a century';
}

export function goalRows(
  goal: AdviceGoal,
  { outlook }: AdvicePoint,
  verified: Verification,
): readonly GoalRow[] {
  return GOAL_NAMES.filter((name) => goal[name] !== null).map((name) => ({
    name,
    label: LABELS[name],
    about: ABOUT[name],
    predicted: inUnit(name, valueOf(outlook, name)),
    limit: `≤ ${name === 'spuriousPerDay' ? `${threeDigits(goal.spuriousPerDay)} a day` : inUnit(name, goal[name])}`,
    met: meets(goal, name, outlook),
    ...checkOf(name, verified),
  }));
}

function checkOf(
  name: GoalName,
  { p99DowntimeMs: p99, splitVotes, verdicts }: Verification,
): Pick<GoalRow, 'checked' | 'verdict'> {
  switch (name) {
    case 'p99DowntimeMs':
      return {
        checked: `${duration(p99.value)} (${p99.low === null ? UNKNOWN : Math.round(p99.low)}–${p99.high === null ? UNKNOWN : Math.round(p99.high)})`,
        verdict: verdicts.p99DowntimeMs,
      };
    case 'splitVotes':
      return {
        checked: `${percent(splitVotes.value)} (${interval(splitVotes)})`,
        verdict: verdicts.splitVotes,
      };
    case 'spuriousPerDay':
    case 'heartbeatsPerSecond':
      return { checked: '', verdict: null };
  }
}

/** Why a setting is out of the question, null where it is not. */
export function missOf(goal: AdviceGoal, { feasible, outlook }: AdvicePoint): Miss | null {
  return feasible ? null : (worstMiss(goal, outlook) ?? 'time');
}

/** Of the goals that a setting misses the one it misses most; null when it misses none. */
export function worstMiss(goal: AdviceGoal, outlook: Outlook): GoalName | null {
  let worst: GoalName | null = null;
  let excess = 1;
  for (const name of GOAL_NAMES) {
    const limit = goal[name];
    const value = valueOf(outlook, name);
    const ratio = limit === null ? 0 : value === null ? Infinity : value / limit;
    if (ratio > excess) {
      excess = ratio;
      worst = name;
    }
  }
  return worst;
}

/** "250–450 ms". */
export function rangeInWords({ minMs, maxMs }: Pick<AdvicePoint, 'minMs' | 'maxMs'>): string {
  return `${threeDigits(minMs)}–${threeDigits(maxMs)} ms`;
}

export const threeDigits = (value: number): string => String(Number(value.toPrecision(3)));
