import { KIND_TRAITS, KIND_WORDS, whyNoSplitRate } from '../../shared/experimentKinds';
import { count, duration, percent } from '../../shared/format';
import type { ComparedRun, Estimate, RunDifference } from '../../shared/runs/api';
import { spuriousInWords } from './spuriousWords';

/** How a run differs from the baseline, one sentence for each thing compared; which run it is stands above them. */
export function differenceInWords(
  { medianMs, splitVoteRate, spuriousRatio, ks }: Omit<RunDifference, 'words'>,
  run: ComparedRun,
  base: ComparedRun,
): string[] {
  const n = run.trials === base.trials ? count(run.trials) : `${count(run.trials)} and ${count(base.trials)}`;
  const alike = (what: string) => `${what} cannot be told apart at n = ${n}`;
  const downtime = whyNotCompared(run, base);
  return [
    downtime ?? inWords('The median', alike('The medians'), medianMs, 'longer', 'shorter', duration),
    whyNoSplitRate(base.kind) ??
      whyNoSplitRate(run.kind) ??
      inWords('The split-vote rate', alike('The split-vote rates'), splitVoteRate, 'higher', 'lower', points),
    ...(downtime === null ? [distributionsInWords(ks, run.capped + base.capped, n)] : []),
    ...spuriousInWords(spuriousRatio, run, base),
  ];
}

/** @param capped trials of either whose downtimes are not known: how they lie above all others, nobody knows */
function distributionsInWords(ks: RunDifference['ks'], capped: number, n: string): string {
  if (ks === null) return 'Without trials there is nothing to compare.';
  const { distance, limit } = ks;
  if (distance === 0 && capped === 0) return `The distributions of downtime are the same at n = ${n}.`;
  const told = distance > limit ? 'differ' : `cannot be told apart at n = ${n}`;
  return `The distributions of downtime ${told} (KS ${distance.toFixed(3)}, 5% limit ${limit.toFixed(3)}).`;
}

/** Do both have downtimes of the same meaning: of an outage that every trial has, or of one that none need have? */
export function haveLikeDowntimes(a: Pick<ComparedRun, 'kind'>, b: Pick<ComparedRun, 'kind'>): boolean {
  return KIND_TRAITS[a.kind].elects === KIND_TRAITS[b.kind].elects;
}

/** Why two runs' downtimes are not held against each other, or null. */
function whyNotCompared(run: ComparedRun, base: ComparedRun): string | null {
  if (!haveLikeDowntimes(run, base)) {
    const many = ({ kind }: ComparedRun) => KIND_WORDS[kind].trial[1];
    const [outage, calm] = KIND_TRAITS[run.kind].elects ? [run, base] : [base, run];
    return `Downtime is not compared: ${many(outage)} each cause one, ${many(calm)} need have none.`;
  }
  return neverWithoutLeader(run) && neverWithoutLeader(base) ? 'Both had a leader all the time.' : null;
}

function neverWithoutLeader({ trials, capped, steps }: ComparedRun): boolean {
  return trials > 0 && capped === 0 && steps.every(({ x }) => x === 0);
}

function inWords(
  subject: string,
  alike: string,
  { value, low, high }: Estimate,
  more: string,
  less: string,
  unit: (size: number) => string,
): string {
  if (value === null) return `${subject} cannot be compared: it is not known in both runs.`;
  if (low === null || high === null || (low <= 0 && high >= 0)) {
    const interval =
      low === null || high === null ? '' : ` (95% ${between(signed(low, unit), signed(high, unit))})`;
    return `${alike}${interval}.`;
  }
  const [from, to] = value < 0 ? [-high, -low] : [low, high];
  return `${subject} is ${unit(Math.abs(value))} ${value < 0 ? less : more} (95% ${between(unit(from), unit(to))}).`;
}

/** `9.9 to 17.4 percentage points`: a unit that both share is said once. */
function between(from: string, to: string): string {
  const unit = to.slice(to.indexOf(' '));
  return `${from.endsWith(unit) ? from.slice(0, -unit.length) : from} to ${to}`;
}

function signed(value: number, unit: (size: number) => string): string {
  return `${value < 0 ? '−' : '+'}${unit(Math.abs(value))}`;
}

/** A difference of two percentages is in percentage points. */
function points(share: number): string {
  return `${percent(share).slice(0, -1)} percentage points`;
}
