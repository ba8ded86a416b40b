import { experimentSchema } from '../../shared/experiment';
import {
  THESIS_WAN_SETTINGS,
  THESIS_WAN_TOLERANCE,
  type ThesisWanComparison,
  type ThesisWanSetting,
} from '../../shared/reference';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { simulateInParallel } from '../simulation/inParallel';
import { threadsFor } from '../simulation/runSimulated';
import type { Simulation } from '../simulation/simulateTrials';
import { bootstrapMean } from '../statistics/bootstrap';
import type { ReproduceOptions } from './runFigure16';

/**
 * Elections over a wide area as Ongaro simulated them (Consensus: Bridging Theory and Practice, 2014, chapter 9): five
 * servers, one-way latency uniform 30–40 ms, timeouts 300–600 ms that all start together, no disk; the time until
 * a leader is elected, over 10,000 elections.
 */

/** One setting in virtual time. */
function thesisWanSimulation(failed: number, elections: number, seed: number): Simulation {
  return {
    experiment: experimentSchema.parse({
      kind: 'cold-start',
      name: `thesis-wan ${failed} failed`,
      engine: 'simulation',
      cluster: {
        ...DEFAULT_SETTINGS,
        electionTimeoutMinMs: 300,
        electionTimeoutMaxMs: 600,
        heartbeatMs: 150,
        latency: { kind: 'uniform', minMs: 30, maxMs: 40 },
      },
      trials: elections,
      seed,
      trialCapMs: 3_600_000,
    }),
    alsoDead: failed,
  };
}

/** All settings, one after another; aborted, those that were completed. */
export async function reproduceThesisWan(options: ReproduceOptions): Promise<ThesisWanComparison[]> {
  const comparisons: ThesisWanComparison[] = [];
  for (const setting of THESIS_WAN_SETTINGS) {
    const comparison = await reproduceThesisWanSetting(setting, options);
    if (options.signal.aborted || comparison === null) break;
    comparisons.push(comparison);
  }
  return comparisons;
}

/** One setting alone; null when it was stopped before its second election. */
export async function reproduceThesisWanSetting(
  setting: ThesisWanSetting,
  { trials, seed, signal }: ReproduceOptions,
): Promise<ThesisWanComparison | null> {
  const electedMs: number[] = [];
  await simulateInParallel(thesisWanSimulation(setting.failed, trials, seed), {
    threads: threadsFor('auto'),
    signal,
    take: (finished) => {
      for (const { trial } of finished) if (trial.electedMs !== null) electedMs.push(trial.electedMs);
    },
  });
  const simulated = bootstrapMean(electedMs, seed);
  if (simulated === null) return null;
  const meanDifference = simulated.mean / setting.publishedMeanMs - 1;
  return {
    ...setting,
    elections: electedMs.length,
    simulated,
    meanDifference,
    within: Math.abs(meanDifference) <= THESIS_WAN_TOLERANCE,
  };
}
