import { experimentSchema } from '../../shared/experiment';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { simulateInParallel } from '../simulation/inParallel';
import { threadsFor } from '../simulation/runSimulated';
import type { Simulation } from '../simulation/simulateTrials';
import { bootstrapMean, type MeanInterval } from '../statistics/bootstrap';
import type { ReproduceOptions } from './figure16';

/**
 * Elections over a wide area as Ongaro simulated them (Consensus: Bridging Theory and Practice, 2014, chapter 9): five
 * servers, one-way latency uniform 30–40 ms, timeouts 300–600 ms that all start together, no disk; the time until
 * a leader is elected, over 10,000 elections.
 */

export interface ThesisWanSetting {
  /** Servers of the five that are down. */
  readonly failed: number;
  readonly publishedMeanMs: number;
}

export const THESIS_WAN_SETTINGS: readonly ThesisWanSetting[] = [
  { failed: 0, publishedMeanMs: 430 },
  { failed: 1, publishedMeanMs: 469 },
  { failed: 2, publishedMeanMs: 632 },
];

/** |our mean ÷ the published one − 1| may be as much in a reproduction. */
export const THESIS_WAN_TOLERANCE = 0.04;

export interface ThesisWanComparison extends ThesisWanSetting {
  readonly elections: number;
  readonly simulated: MeanInterval;
  /** Our mean ÷ the published one − 1. */
  readonly meanDifference: number;
  readonly within: boolean;
}

/** One setting in virtual time. */
export function thesisWanSimulation(failed: number, elections: number, seed: number): Simulation {
  return {
    experiment: experimentSchema.parse({
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
    start: 'all-at-once',
    alsoDead: failed,
  };
}

/** All settings, one after another; aborted, those that were completed. */
export async function reproduceThesisWan(options: ReproduceOptions): Promise<ThesisWanComparison[]> {
  const { trials, seed, signal } = options;
  const comparisons: ThesisWanComparison[] = [];
  for (const setting of THESIS_WAN_SETTINGS) {
    const electedMs: number[] = [];
    await simulateInParallel(thesisWanSimulation(setting.failed, trials, seed), {
      threads: threadsFor('auto'),
      signal,
      take: (finished) => {
        for (const { trial } of finished) if (trial.electedMs !== null) electedMs.push(trial.electedMs);
      },
    });
    const simulated = bootstrapMean(electedMs, seed);
    if (signal.aborted || simulated === null) break;
    const meanDifference = simulated.mean / setting.publishedMeanMs - 1;
    comparisons.push({
      ...setting,
      elections: electedMs.length,
      simulated,
      meanDifference,
      within: Math.abs(meanDifference) <= THESIS_WAN_TOLERANCE,
    });
  }
  return comparisons;
}
