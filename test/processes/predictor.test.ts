import { afterEach, describe, expect, it } from 'vitest';
import { Predictor } from '../../src/lab/predict';
import { computePrediction } from '../../src/lab/prediction';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { bundle } from './support';

const request = { settings: DEFAULT_SETTINGS, elections: 200, seed: 3 };
let predictor: Predictor | null = null;
afterEach(async () => {
  await predictor?.close();
});

describe('predictions in a thread', () => {
  it('are the same as without, and leave the event loop free', async () => {
    predictor = new Predictor(await bundle('src/lab/predictor.ts'));
    // The first question also starts the thread.
    await predictor.predict(request, null);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const { simulated } = await predictor.predict({ ...request, elections: 100_000 }, null);
    clearInterval(counting);
    // The budget alone is over a hundred turns of a free loop.
    expect(turns).toBeGreaterThan(20);
    const here = computePrediction(request, null, 60_000).simulated!.downtimesMs;
    const there = (await predictor.predict(request, null)).simulated!.downtimesMs;
    expect(there).toEqual(here);
    expect(simulated!.summary.trials).toBeGreaterThan(200);
  });

  it('fail when the thread ends, and go on in another', async () => {
    predictor = new Predictor(await bundle('src/lab/predictor.ts'));
    const interrupted = predictor.predict({ ...request, elections: 100_000 }, null);
    const failed = expect(interrupted).rejects.toThrow(/interrupted/);
    await predictor.close();
    await failed;
    expect((await predictor.predict(request, null)).simulated?.summary.trials).toBe(200);
  });

  it('fail with the reason when the thread cannot start', async () => {
    predictor = new Predictor('/nowhere/predictor.js');
    await expect(predictor.predict(request, null)).rejects.toThrow(/nowhere/);
  });
});
