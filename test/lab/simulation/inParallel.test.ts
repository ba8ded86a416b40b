import { describe, expect, it } from 'vitest';
import { simulateInParallel, type InParallelOptions } from '../../../src/lab/simulation/inParallel';
import { simulateTrials, type Simulation } from '../../../src/lab/simulation/simulateTrials';
import { Simulators } from '../../../src/lab/simulation/simulators';
import type { FinishedTrial } from '../../../src/lab/trial/record';
import { experimentSchema } from '../../../src/shared/experiment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';

function simulationOf(trials: number, cluster: Partial<ClusterSettings> = {}): Simulation {
  return {
    experiment: experimentSchema.parse({
      engine: 'simulation',
      trials,
      cluster: { ...DEFAULT_SETTINGS, ...cluster },
    }),
  };
}

/** As if on threads, all on this one: how the work is split does not depend on who does it. */
function simulate(simulation: Simulation, options: Partial<InParallelOptions>): Promise<void> {
  return simulateInParallel(simulation, {
    threads: 1,
    signal: new AbortController().signal,
    take: () => undefined,
    simulators: new Simulators(null),
    ...options,
  });
}

describe('trials split into parts', () => {
  it.each([
    [1, 1],
    [1, 16],
    [7, 3],
    [1234, 1],
    [1234, 5],
  ])('%i trials on %i threads: all of them, in order, one taken after another', async (trials, threads) => {
    const simulation = simulationOf(trials);
    const all: FinishedTrial[] = [];
    let taking = 0;
    const take = async (finished: readonly FinishedTrial[]): Promise<void> => {
      expect((taking += 1)).toBe(1);
      await Promise.resolve();
      all.push(...finished);
      taking -= 1;
    };
    await simulate(simulation, { threads, take });
    expect(all).toEqual([...simulateTrials(simulation)]);
  });

  it('an abort ends it, without an error and with nothing taken after it', async () => {
    const stop = new AbortController();
    const taken: number[] = [];
    await simulate(simulationOf(10_000), {
      threads: 2,
      signal: stop.signal,
      take: (finished) => {
        taken.push(...finished.map(({ trial }) => trial.trial));
        stop.abort();
      },
    });
    expect(taken).toEqual(Array.from({ length: 500 }, (_, trial) => trial));
  });

  it('whatever cannot be simulated ends it with its reason', async () => {
    await expect(simulate(simulationOf(50, { heartbeatMs: 5000 }), { threads: 2 })).rejects.toThrow(
      /^No leader lasts until its crash/,
    );
  });

  it('whoever cannot take more ends it, and is given no more', async () => {
    let calls = 0;
    const full = simulate(simulationOf(10_000), {
      threads: 2,
      take: () => {
        calls += 1;
        throw new Error('the disk is full');
      },
    });
    await expect(full).rejects.toThrow('the disk is full');
    expect(calls).toBe(1);
  });
});
