import type { ClusterSnapshot, PredictRequest, Prediction } from '../shared/contract';
import { experimentSchema } from '../shared/experiment';
import type { Environment } from './simulation/environment';
import { simulateTrials } from './simulation/simulateTrials';
import {
  electionModel,
  floorDowntimeMs,
  meanDowntimeMs,
  splitProbability,
  theoryAssumptions,
} from './theory';
import { SummaryBuilder } from './trial/summary';

type Measured = ClusterSnapshot['measured'];

/**
 * What to expect of leader crashes under these settings: formulas, and the same core in virtual time.
 *
 * @param measured medians of the running cluster, if there is one: its round trip and its disk's delay
 */
export function predict(request: PredictRequest, measured: Measured | null): Promise<Prediction> {
  const { settings } = request;
  const ownLatencyMs = (measured?.roundTripMs ?? 0) / 2;
  const model = electionModel(settings, ownLatencyMs);
  return Promise.resolve({
    theory: {
      splitProbability: splitProbability(model),
      meanDowntimeMs: meanDowntimeMs(model),
      floorMs: floorDowntimeMs(model),
    },
    assumptions: theoryAssumptions(settings),
    simulated: request.elections === 0 ? null : simulate(request, ownLatencyMs, measured?.persistMs ?? 0),
  });
}

function simulate(
  { settings, elections, seed }: PredictRequest,
  ownLatencyMs: number,
  persistMs: number,
): Prediction['simulated'] {
  const startedMs = performance.now();
  const environment: Environment = {
    ownLatency: [{ kind: 'fixed', ms: ownLatencyMs }],
    persist: [{ kind: 'fixed', ms: persistMs }],
    timerNoise: [],
  };
  const experiment = experimentSchema.parse({ cluster: settings, trials: elections, seed });
  const builder = new SummaryBuilder();
  const downtimesMs: number[] = [];
  for (const { trial } of simulateTrials({ experiment, environment })) {
    builder.add(trial);
    if (trial.downtimeMs !== null) downtimesMs.push(trial.downtimeMs);
  }
  return {
    summary: builder.summary(null),
    downtimesMs: downtimesMs.toSorted((a, b) => a - b),
    tookMs: performance.now() - startedMs,
  };
}
