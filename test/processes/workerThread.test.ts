import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { computePrediction } from '../../src/lab/prediction';
import { simulateInParallel } from '../../src/lab/simulation/inParallel';
import { simulateTrials, type Simulation } from '../../src/lab/simulation/simulateTrials';
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
  const simulation = (cluster: Partial<ClusterSettings> = {}): Simulation => ({
    experiment: experimentSchema.parse({
      engine: 'simulation',
      trials: 1200,
      seed: 5,
      cluster: { ...DEFAULT_SETTINGS, latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, ...cluster },
    }),
  });

  async function onThreads(threads: number, workerEntry: string): Promise<FinishedTrial[]> {
    const all: FinishedTrial[] = [];
    const { signal } = new AbortController();
    const take = (finished: readonly FinishedTrial[]): void => void all.push(...finished);
    await simulateInParallel(simulation(), { threads, signal, take, workerEntry });
    return all;
  }

  it('gives the same trials in the same order on any number of them, byte for byte', async () => {
    const entry = await bundle('src/lab/worker.ts');
    const alone = JSON.stringify([...simulateTrials(simulation())]);
    expect(JSON.stringify(await onThreads(1, entry))).toBe(alone);
    expect(JSON.stringify(await onThreads(3, entry))).toBe(alone);
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
