import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { summarise } from '../../../src/lab/trial/summary';
import { experimentSchema, type Experiment } from '../../../src/shared/experiment';
import type { RunSummary } from '../../../src/shared/runStatistics';
import type { TrialRecord } from '../../../src/shared/trialRecord';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';

/** A simulated experiment on five servers, 5 ms one way, 40 trials, but for what is given. */
export function simulated(given: object, cluster: Partial<ClusterSettings> = {}): Experiment {
  return experimentSchema.parse({
    engine: 'simulation',
    trials: 40,
    cluster: { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 5 }, ...cluster },
    ...given,
  });
}

export function trialsOf(experiment: Experiment): TrialRecord[] {
  return Array.from(simulateTrials({ experiment }), ({ trial }) => trial);
}

export function summaryOf(experiment: Experiment): RunSummary {
  return summarise(trialsOf(experiment), null);
}
