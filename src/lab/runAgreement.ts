import { isDeepStrictEqual } from 'node:util';
import { predictedSplitShare, type MachineDelays, type RunAgreement } from '../shared/agreement';
import { USUAL_CONDITIONS } from '../shared/conditions';
import type { PredictRequest, Prediction } from '../shared/prediction';
import { spacedRanks } from '../shared/delaySamples';
import type { Experiment } from '../shared/experiment';
import type { RunSummary } from '../shared/runStatistics';
import type { TrialRecord } from '../shared/trialRecord';
import type { RunningCluster } from './machineModel';
import { loadWholeRun, runInfo } from './runs/library';
import { agreementOf } from './statistics/agreement';
import { summarise } from './trial/summary';

/** What a comparison needs of a run. */
export interface ComparableRun {
  readonly experiment: Experiment;
  readonly trials: readonly TrialRecord[];
  readonly summary: Pick<RunSummary, 'machine'> | null;
}

export type Predict = (
  request: PredictRequest,
  running: RunningCluster,
  budgetMs: number,
) => Prediction | Promise<Prediction>;

/** Elections to compare with: chance moves no share of them by more than 0.014. */
const ELECTIONS = 10_000;
/** A big cluster takes long; what is simulated by then must do, ms. */
const BUDGET_MS = 4000;
const SEED = 1;
/** Of the simulated downtimes, as many are handed on. */
const MOST_DOWNTIMES = 1000;

const UNKNOWN_MACHINE: MachineDelays = { roundTripMs: null, persistMs: null };

/**
 * Holds a run on real nodes against simulated elections of the same core with its settings and with the delays that
 * were measured on its machine.
 *
 * @returns null where there is nothing to compare: no trials, a simulated run, anything but leader crashes under the
 *   usual conditions, or settings that cannot be simulated
 */
export async function agreementOfRun(run: ComparableRun, predict: Predict): Promise<RunAgreement | null> {
  const { experiment, trials } = run;
  if (trials.length === 0 || !isComparable(experiment)) return null;
  const machine = run.summary?.machine ?? UNKNOWN_MACHINE;
  const prediction = await predict(
    { settings: experiment.cluster, elections: ELECTIONS, seed: SEED },
    { settings: experiment.cluster, measured: machine, environment: experiment.environment },
    BUDGET_MS,
  );
  if (prediction.simulated === null) return null;
  const { summary, downtimesMs } = prediction.simulated;
  const splitVoteRate = predictedSplitShare(prediction);
  const against = (measured: readonly TrialRecord[]) =>
    agreementOf(measuredTrials(measured), { downtimesMs, capped: summary.capped, splitVoteRate });
  return {
    all: against(trials),
    clean: against(trials.filter(({ clean }) => clean)),
    machine,
    predicted: {
      elections: summary.trials,
      splitVoteRate,
      downtimeMs: summary.downtimeMs,
      downtimesMs: spacedRanks(downtimesMs, MOST_DOWNTIMES),
      assumptions: prediction.assumptions,
    },
  };
}

/**
 * The same of a run on disk, whose trials are read only where there is something to compare.
 *
 * @throws LabError as `loadRun`
 */
export async function agreementOnDisk(
  runsFolder: string,
  runId: string,
  predict: Predict,
): Promise<RunAgreement | null> {
  const { experiment } = await runInfo(runsFolder, runId);
  return isComparable(experiment) ? agreementOfRun(await loadWholeRun(runsFolder, runId), predict) : null;
}

function isComparable({ engine, kind, conditions }: Experiment): boolean {
  return engine === 'processes' && kind === 'leader-crash' && isDeepStrictEqual(conditions, USUAL_CONDITIONS);
}

function measuredTrials(trials: readonly TrialRecord[]) {
  const { splitVoteRate, capped } = summarise(trials, null);
  const downtimesMs = Float64Array.from(trials.flatMap(({ downtimeMs }) => downtimeMs ?? [])).sort();
  return { downtimesMs, capped, splitVoteRate };
}
