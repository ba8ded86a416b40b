import { afterEach, describe, expect, it } from 'vitest';
import { computePrediction } from '../../src/lab/prediction';
import { simulateInParallel } from '../../src/lab/simulation/inParallel';
import { simulateTrials, type Simulation } from '../../src/lab/simulation/simulateTrials';
import type { FinishedTrial } from '../../src/lab/trial/record';
import { WorkerThread } from '../../src/lab/workerThread';
import { experimentSchema } from '../../src/shared/experiment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../src/shared/settings';
import { bundle } from './support';

const request = { settings: DEFAULT_SETTINGS, elections: 200, seed: 3 };
let thread: WorkerThread | null = null;
afterEach(async () => {
  await thread?.close();
});

describe('predictions in a thread', () => {
  it('are the same as without, and leave the event loop free', async () => {
    thread = new WorkerThread(await bundle('src/lab/worker.ts'));
    // The first question also starts the thread.
    await thread.predict(request, null);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const { simulated } = await thread.predict({ ...request, elections: 100_000 }, null);
    clearInterval(counting);
    // The budget alone is over a hundred turns of a free loop.
    expect(turns).toBeGreaterThan(20);
    const here = computePrediction(request, null, 60_000).simulated!.downtimesMs;
    const there = (await thread.predict(request, null)).simulated!.downtimesMs;
    expect(there).toEqual(here);
    expect(simulated!.summary.trials).toBeGreaterThan(200);
  });

  it('fail when the thread ends, and go on in another', async () => {
    thread = new WorkerThread(await bundle('src/lab/worker.ts'));
    const interrupted = thread.predict({ ...request, elections: 100_000 }, null);
    const failed = expect(interrupted).rejects.toThrow(/the thread was ended/);
    await thread.close();
    await failed;
    expect((await thread.predict(request, null)).simulated?.summary.trials).toBe(200);
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
