import type { MeasureProgress } from '../../shared/measure';
import type { RunData } from '../../shared/runs/run';
import type { Experiment } from '../../shared/experiment';
import type { Proportion, RunSummary } from '../../shared/runStatistics';
import type { TrialPoint, TrialRecord } from '../../shared/trialRecord';
import { wilson } from '../../shared/proportion';
import { NO_SPREAD, spreadOf, type DowntimeSpread } from '../../shared/spread';
import { share } from '../live/share';

/** One measurement as charts show it: running, finished, or from disk. */
export interface Measurement {
  readonly runId: string;
  readonly state: MeasureProgress['state'];
  readonly experiment: Experiment;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly summary: RunSummary;
  readonly spread: DowntimeSpread;
  /** All trials, or of a long run from disk some, the slowest among them. */
  readonly trials: readonly TrialPoint[];
  /** The split-vote rate as it stood after more and more trials. */
  readonly rates: readonly Proportion[];
  readonly problem: string | null;
}

/** A measurement whose trials this window has seen come in. */
export interface LiveMeasurement extends Measurement {
  readonly trials: readonly TrialRecord[];
}

/** The measurement in hand and, for comparison, the last one before it that has trials. */
export interface Measurements {
  readonly current: LiveMeasurement | null;
  readonly before: LiveMeasurement | null;
}

export const NO_MEASUREMENTS: Measurements = { current: null, before: null };

/** What its trials are called: nothing is measured in virtual time. */
export function madeWord(run: Pick<Measurement, 'experiment'> | null): 'measured' | 'simulated' {
  return run?.experiment.engine === 'simulation' ? 'simulated' : 'measured';
}

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

/** A run from disk in the same form; null when it has no trials. */
export function measurementOf({
  runId,
  experiment,
  summary,
  spread,
  rates,
  trials,
}: RunData): Measurement | null {
  const done = summary.trials;
  if (done === 0) return null;
  return {
    runId,
    state: done < experiment.trials ? 'stopped' : 'done',
    experiment,
    done,
    total: experiment.trials,
    elapsedMs: 0,
    remainingMs: null,
    summary,
    spread,
    rates,
    trials,
    problem: null,
  };
}

function advance(known: LiveMeasurement | null, progress: MeasureProgress): LiveMeasurement {
  const { newTrials, ...rest } = progress;
  const m = known ?? { trials: [], rates: [], spread: NO_SPREAD };
  const last = m.trials.at(-1)?.trial ?? -Infinity;
  const fresh = newTrials.filter(
    (trial) => trial.trial > last || !m.trials.some((t) => t.trial === trial.trial),
  );
  const trials = fresh.length === 0 ? m.trials : [...m.trials, ...fresh];
  return {
    ...rest,
    experiment: known === null ? rest.experiment : share(known.experiment, rest.experiment),
    summary: known === null ? rest.summary : share(known.summary, rest.summary),
    trials,
    spread: fresh.length === 0 ? m.spread : spreadOf(downtimes(trials), trials.length),
    rates: ratesAfter(m.rates, fresh),
  };
}

/** The rates so far and after each fresh trial. */
function ratesAfter(known: readonly Proportion[], fresh: readonly TrialRecord[]): readonly Proportion[] {
  if (fresh.length === 0) return known;
  const rates = [...known];
  for (const trial of fresh) {
    const last = rates.at(-1);
    rates.push(wilson((last?.successes ?? 0) + (trial.splitTerms > 0 ? 1 : 0), (last?.n ?? 0) + 1));
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
