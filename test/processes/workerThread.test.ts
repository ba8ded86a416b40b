import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { computePrediction } from '../../src/lab/prediction';
import { simulateInParallel } from '../../src/lab/simulation/inParallel';
import { simulateTrials, type Simulation } from '../../src/lab/simulation/simulateTrials';
import { Simulators } from '../../src/lab/simulation/simulators';
import type { FinishedTrial } from '../../src/lab/trial/record';
import { WorkerThread } from '../../src/lab/workerThread';
import { experimentSchema } from '../../src/shared/experiment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../src/shared/settings';
import { bundle } from './support';

/** A budget that no simulation here uses up. */
const UNHURRIED_MS = 60_000;
const request = { settings: DEFAULT_SETTINGS, elections: 200, seed: 3 };
let thread: WorkerThread | null = null;
afterEach(async () => {
  await thread?.close();
});

describe('predictions in a thread', () => {
  it('are the same as without', async () => {
    thread = new WorkerThread(await bundle('src/lab/worker.ts'));
    const there = await thread.predict(request, null, UNHURRIED_MS);
    const here = computePrediction(request, null, UNHURRIED_MS);
    expect(there.simulated?.downtimesMs).toHaveLength(200);
    expect(there.simulated?.downtimesMs).toEqual(here.simulated?.downtimesMs);
    expect(there.theory).toEqual(here.theory);
  });

  it('leave the event loop free', async () => {
    thread = new WorkerThread(await bundle('src/lab/worker.ts'));
    // The first question also starts the thread.
    await thread.predict(request, null);
    let answered = false;
    const prediction = thread
      .predict({ ...request, elections: 1_000_000 }, null, UNHURRIED_MS)
      .finally(() => (answered = true));
    const ended = expect(prediction).rejects.toThrow(/the thread was ended/);
    // Of a loop that is not free, the first turn comes after the answer.
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    expect(answered).toBe(false);
    await thread.close();
    await ended;
  });

  it('fail when the thread ends, and go on in another', async () => {
    thread = new WorkerThread(await bundle('src/lab/worker.ts'));
    const interrupted = thread.predict({ ...request, elections: 1_000_000 }, null, UNHURRIED_MS);
    const failed = expect(interrupted).rejects.toThrow(/the thread was ended/);
    await thread.close();
    await failed;
    expect((await thread.predict(request, null, UNHURRIED_MS)).simulated?.summary.trials).toBe(200);
  });

  it('fail with the reason when the thread cannot start', async () => {
    thread = new WorkerThread('/nowhere/worker.js');
    await expect(thread.predict(request, null)).rejects.toThrow(/nowhere/);
  });
});

describe('simulation on several threads', () => {
  let simulators = new Simulators(null);
  afterEach(() => simulators.close());

  const simulation = (cluster: Partial<ClusterSettings> = {}, seed = 5): Simulation => ({
    experiment: experimentSchema.parse({
      engine: 'simulation',
      trials: 1200,
      seed,
      cluster: { ...DEFAULT_SETTINGS, latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, ...cluster },
    }),
  });
  const alone = (wanted: Simulation): string => JSON.stringify([...simulateTrials(wanted)]);

  async function onThreads(threads: number, wanted: Simulation): Promise<string> {
    const all: FinishedTrial[] = [];
    const { signal } = new AbortController();
    const take = (finished: readonly FinishedTrial[]): void => void all.push(...finished);
    await simulateInParallel(wanted, { threads, signal, take, simulators });
    return JSON.stringify(all);
  }

  it('gives the same trials in the same order on any number of them, byte for byte', async () => {
    simulators = new Simulators(await bundle('src/lab/worker.ts'));
    const expected = alone(simulation());
    expect(await onThreads(1, simulation())).toBe(expected);
    expect(await onThreads(3, simulation())).toBe(expected);
  });

  it('does not mix two simulations at a time', async () => {
    simulators = new Simulators(await bundle('src/lab/worker.ts'));
    const both = [simulation(), simulation({ loss: 0.05 }, 6)];
    const results = await Promise.all(both.map((one) => onThreads(2, one)));
    expect(results).toEqual(both.map(alone));
  });

  it('goes on with new threads after an abort has ended those at work', async () => {
    simulators = new Simulators(await bundle('src/lab/worker.ts'));
    const stop = new AbortController();
    const { experiment } = simulation();
    // Of these trials, no part would be done before the test is given up.
    const endless = { experiment: { ...experiment, trials: 16, kind: 'steady' as const, observeMs: 1e9 } };
    const ended = simulateInParallel(endless, {
      threads: 2,
      signal: stop.signal,
      take: () => expect.unreachable(),
      simulators,
    });
    await nextTurn();
    stop.abort();
    await ended;
    expect(await onThreads(2, simulation())).toBe(alone(simulation()));
  });

  it('says in the same words as without threads why it cannot be done', async () => {
    thread = new WorkerThread(await bundle('src/lab/worker.ts'));
    await expect(thread.simulate(simulation({ heartbeatMs: 5000 }), 0, 1)).rejects.toMatchObject({
      name: 'LabError',
      code: 'bad-argument',
      message: expect.stringMatching(/^No leader lasts until its crash/) as string,
    });
  });
});
