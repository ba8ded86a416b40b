import type { MeasureProgress, RunData } from '../../shared/contract';
import type { Experiment, Proportion, RunSummary, TrialRecord } from '../../shared/experiment';
import { share } from '../live/share';

/** The split-vote rate as it stood after n trials; its 95% interval (0 to 1) where the lab told it. */
export interface RatePoint {
  readonly n: number;
  readonly successes: number;
  readonly value: number;
  readonly interval: Pick<Proportion, 'low' | 'high'> | null;
}

/** One measurement as the window shows it, running or finished. */
export interface Measurement {
  readonly runId: string;
  readonly state: MeasureProgress['state'];
  readonly experiment: Experiment;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly summary: RunSummary;
  readonly trials: readonly TrialRecord[];
  readonly rates: readonly RatePoint[];
  readonly problem: string | null;
}

/** The measurement in hand and, for comparison, the last one before it that has trials. */
export interface Measurements {
  readonly current: Measurement | null;
  readonly before: Measurement | null;
}

export const NO_MEASUREMENTS: Measurements = { current: null, before: null };

/** The next state after a frame that carried progress. */
export function reduceMeasurements(known: Measurements, progress: MeasureProgress): Measurements {
  const { current } = known;
  if (current !== null && current.runId === progress.runId) {
    const ended = current.state !== 'running' && current.state === progress.state;
    return ended && progress.newTrials.length === 0
      ? known
      : { ...known, current: advance(current, progress) };
  }
  const before = current !== null && current.done > 0 ? current : known.before;
  return { current: advance(null, progress), before };
}

/** A run from disk in the same form. The interval of its rate is known only as it ended. */
export function measurementOf(run: RunData): Measurement | null {
  if (run.summary === null) return null;
  return {
    runId: run.runId,
    state: run.trials.length < run.experiment.trials ? 'stopped' : 'done',
    experiment: run.experiment,
    done: run.trials.length,
    total: run.experiment.trials,
    elapsedMs: 0,
    remainingMs: null,
    summary: run.summary,
    trials: run.trials,
    rates: ratesAfter([], run.trials, run.summary.splitVoteRate),
    problem: null,
  };
}

function advance(known: Measurement | null, progress: MeasureProgress): Measurement {
  const { newTrials, ...rest } = progress;
  const m = known ?? { trials: [], rates: [] };
  const last = m.trials.at(-1)?.trial ?? -Infinity;
  const fresh = newTrials.filter(
    (trial) => trial.trial > last || !m.trials.some((t) => t.trial === trial.trial),
  );
  return {
    ...rest,
    experiment: known === null ? rest.experiment : share(known.experiment, rest.experiment),
    summary: known === null ? rest.summary : share(known.summary, rest.summary),
    trials: fresh.length === 0 ? m.trials : [...m.trials, ...fresh],
    rates: ratesAfter(m.rates, fresh, rest.summary.splitVoteRate),
  };
}

/** The rates so far and after each fresh trial; `told` is the lab's, for all trials up to now. */
function ratesAfter(
  known: readonly RatePoint[],
  fresh: readonly TrialRecord[],
  told: Proportion,
): readonly RatePoint[] {
  if (fresh.length === 0) return known;
  const rates = [...known];
  for (const trial of fresh) {
    const last = rates.at(-1);
    const n = (last?.n ?? 0) + 1;
    const successes = (last?.successes ?? 0) + (trial.splitTerms > 0 ? 1 : 0);
    const interval = n === told.n ? { low: told.low, high: told.high } : null;
    rates.push({ n, successes, value: successes / n, interval });
  }
  return rates;
}

/** Downtimes of the trials that ended, sorted, ms. Capped trials have none: they are censored. */
export function downtimes(trials: readonly TrialRecord[]): number[] {
  return trials
    .map((trial) => trial.downtimeMs)
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
}

/** A measurement at work cannot be joined by faults or new settings: they would spoil it. */
export function isRunning(m: Measurement | null): boolean {
  return m?.state === 'running';
}
