import type { MachineDelays } from '../shared/agreement';
import type { PredictRequest, Prediction } from '../shared/contract';
import { medianOf } from '../shared/distribution';
import { LabError } from '../shared/errors';
import { experimentSchema, type Experiment } from '../shared/experiment';
import type { ClusterSettings } from '../shared/settings';
import { simulateTrials } from './simulation/simulateTrials';
import {
  electionModel,
  floorDowntimeMs,
  meanDowntimeMs,
  splitProbability,
  theoryAssumptions,
} from './theory';
import { SummaryBuilder } from './trial/summary';

/** A cluster that runs or has run, whose machine a prediction is for. */
export interface RunningCluster {
  readonly settings: ClusterSettings;
  /** Under these settings. */
  readonly measured: MachineDelays;
}

/** Simulation stops here, ms, however many elections were asked for: a hand on a slider does not wait. */
const BUDGET_MS = 110;
/**
 * Commands reset the followers' timers as heartbeats do. Beyond so many a second more of them change a downtime by less
 * than 5 ms, and take long to simulate.
 */
const MOST_LOAD = 200;
/** A simulated election that takes as many timeouts as this is given up, and counts as capped. */
const LONGEST_IN_TIMEOUTS = 40;

/**
 * What to expect of leader crashes under these settings: theory, and simulated elections, as many as fit into
 * `budgetMs`.
 *
 * @param running null when nothing runs: then messages take no more than the settings say, and writes no time
 */
export function computePrediction(
  request: PredictRequest,
  running: RunningCluster | null,
  budgetMs = BUDGET_MS,
): Prediction {
  const { settings, elections } = request;
  const ownLatencyMs = ownLatencyOf(running);
  const model = electionModel(settings, ownLatencyMs);
  const assumptions = theoryAssumptions(settings);
  const theory = {
    splitProbability: splitProbability(model),
    meanDowntimeMs: meanDowntimeMs(model),
    floorMs: floorDowntimeMs(model),
  };
  if (elections === 0) return { theory, assumptions, simulated: null };
  const persistMs = settings.durability === 'memory' ? 0 : (running?.measured.persistMs ?? 0);
  try {
    const experiment = experimentOf(request, ownLatencyMs, persistMs);
    return { theory, assumptions, simulated: simulate(experiment, budgetMs) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { theory, assumptions: [...assumptions, error.message], simulated: null };
  }
}

/** One-way latency of the machine itself: of the measured round trip, what the cluster's settings do not add. */
function ownLatencyOf(running: RunningCluster | null): number {
  const roundTripMs = running?.measured.roundTripMs ?? null;
  if (running === null || roundTripMs === null) return 0;
  return Math.max(0, roundTripMs / 2 - medianOf(running.settings.latency));
}

function experimentOf(
  { settings, elections, seed }: PredictRequest,
  ownLatencyMs: number,
  persistMs: number,
): Experiment {
  return experimentSchema.parse({
    engine: 'simulation',
    cluster: { ...settings, clientLoadPerSecond: Math.min(MOST_LOAD, settings.clientLoadPerSecond) },
    environment: {
      ownLatency: { kind: 'fixed', ms: ownLatencyMs },
      persist: { kind: 'fixed', ms: persistMs },
    },
    trials: elections,
    seed,
    trialCapMs: Math.max(1000, LONGEST_IN_TIMEOUTS * settings.electionTimeoutMaxMs),
  });
}

function simulate(experiment: Experiment, budgetMs: number): Prediction['simulated'] {
  const startedMs = performance.now();
  const builder = new SummaryBuilder();
  const downtimesMs: number[] = [];
  for (const { trial } of simulateTrials({ experiment })) {
    builder.add(trial);
    if (trial.downtimeMs !== null) downtimesMs.push(trial.downtimeMs);
    if (performance.now() - startedMs > budgetMs) break;
  }
  return {
    summary: builder.summary(null),
    downtimesMs: downtimesMs.sort((a, b) => a - b),
    tookMs: performance.now() - startedMs,
  };
}
