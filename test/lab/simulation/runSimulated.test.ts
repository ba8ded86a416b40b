import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTrials } from '../../../src/lab/runs/library';
import { runSimulated } from '../../../src/lab/simulation/runSimulated';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { countedIn, isEnough, stopOf } from '../../../src/lab/stopping';
import { summarise } from '../../../src/lab/trial/summary';
import type { MeasureProgress } from '../../../src/shared/measure';
import { experimentSchema, type Experiment } from '../../../src/shared/experiment';
import type { RunSummary } from '../../../src/shared/runStatistics';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-simulated-'));
});
afterEach(async () => {
  await rm(runsFolder, { recursive: true });
});

function experimentOf(given: object = {}): Experiment {
  return experimentSchema.parse({
    engine: 'simulation',
    trials: 1300,
    seed: 3,
    cluster: { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 15 } },
    ...given,
  });
}

function run(
  experiment: Experiment,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: MeasureProgress) => void } = {},
): Promise<RunSummary> {
  return runSimulated({
    experiment,
    runsFolder,
    version: '1.2.3',
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
}

const file = (summary: RunSummary, name: string): Promise<string> =>
  readFile(join(summary.runFolder!, name), 'utf8');

describe('a simulated run', () => {
  it('leaves the folder that a real one leaves', async () => {
    const experiment = experimentOf({ environment: { persist: { kind: 'fixed', ms: 2 } } });
    const summary = await run(experiment);
    const runId = summary.runFolder!.slice(runsFolder.length + 1);
    const trials = Array.from(simulateTrials({ experiment, runId }), ({ trial }) => trial);

    expect(summary).toEqual(summarise(trials, summary.runFolder));
    expect(JSON.parse(await file(summary, 'summary.json'))).toEqual(summary);
    expect(JSON.parse(await file(summary, 'experiment.json'))).toMatchObject({ experiment });
    const loaded = await loadTrials(runsFolder, runId);
    expect(loaded.map(({ trial }) => trial)).toEqual(trials.map(({ trial }) => trial));
    expect(loaded[7]).toMatchObject({ runId, engine: 'simulation', termsUsed: trials[7]!.termsUsed });
    const [header, ...terms] = (await file(summary, 'terms.csv'))
      .split('\r\n')
      .map((line) => line.split(','));
    const splits = terms.filter((term) => term[header!.indexOf('outcome')] === 'split');
    expect(splits).toHaveLength(summary.failedTerms.split);
  });

  it('is the same on any number of threads but for its name', async () => {
    const texts = [1, 3].map(async (concurrency) => {
      const summary = await run(experimentOf({ concurrency }));
      const runId = summary.runFolder!.slice(runsFolder.length + 1);
      const [trials, terms] = await Promise.all([file(summary, 'trials.csv'), file(summary, 'terms.csv')]);
      return (trials + terms).replaceAll(runId, 'run');
    });
    expect(await texts[0]).toBe(await texts[1]);
  });

  it.each([
    { halfWidth: 0.02, minTrials: 100 },
    { downtime: 'p50', halfWidthMs: 4, minTrials: 100 },
    { downtime: 'p99', halfWidthMs: 60, minTrials: 100 },
  ] as const)(
    'ends with the first trial that makes it precise enough, on any number of threads: %j',
    async (precision) => {
      const runs = [1, 3].map(async (concurrency) => {
        const progress: MeasureProgress[] = [];
        const experiment = experimentOf({ trials: undefined, precision, concurrency });
        const summary = await run(experiment, { onProgress: (one) => progress.push(one) });
        return { trials: await file(summary, 'trials.csv'), summary, last: progress.at(-1)! };
      });
      const [one, three] = await Promise.all(runs);
      const rows = (text: string) => text.split('\r\n').map((row) => row.slice(row.indexOf(',')));
      expect(rows(three!.trials)).toEqual(rows(one!.trials));
      const { summary, last } = one!;
      expect(summary.trials).toBeLessThan(20_000);
      expect(last).toMatchObject({ state: 'done', done: summary.trials, total: summary.trials });
      const stop = stopOf(experimentOf({ trials: undefined, precision }));
      const before = (await loadTrials(runsFolder, summary.runFolder!.slice(runsFolder.length + 1))).slice(
        0,
        -1,
      );
      expect(isEnough(stop, countedIn(summary))).toBe(true);
      expect(isEnough(stop, countedIn(summarise(before, null)))).toBe(false);
    },
  );

  it('tells its progress, each trial once', async () => {
    const told: MeasureProgress[] = [];
    await run(experimentOf(), { onProgress: (progress) => told.push(progress) });
    expect(told[0]).toMatchObject({ state: 'running', done: 0, total: 1300, remainingMs: null });
    expect(told.at(-1)).toMatchObject({ state: 'done', done: 1300, remainingMs: null });
    const heard = told.flatMap(({ newTrials }) => newTrials.map(({ trial }) => trial));
    expect(heard).toEqual(Array.from({ length: 1300 }, (_, trial) => trial));
    expect(told.length).toBeLessThan(40);
    expect(told.at(-2)!.remainingMs).toBe(0);
  });

  it('stopped, keeps what is done', async () => {
    const stop = new AbortController();
    let last: MeasureProgress | null = null;
    const summary = await run(experimentOf({ trials: 100_000 }), {
      signal: stop.signal,
      onProgress: (progress) => {
        last = progress;
        if (progress.done > 0) stop.abort();
      },
    });
    expect(summary.trials).toBe(500);
    expect(last).toMatchObject({ state: 'stopped', done: 500 });
    expect((await file(summary, 'trials.csv')).trimEnd().split('\n')).toHaveLength(501);
  });

  it('needs a majority without its leader, as a real one', async () => {
    const experiment = experimentOf({ cluster: { ...DEFAULT_SETTINGS, nodes: 2 } });
    await expect(run(experiment)).rejects.toThrow(/needs 3 nodes at least/);
  });

  it('that cannot be done says why, there and in its progress', async () => {
    const told: MeasureProgress[] = [];
    const experiment = experimentOf({ cluster: { ...DEFAULT_SETTINGS, heartbeatMs: 5000 } });
    await expect(run(experiment, { onProgress: (progress) => told.push(progress) })).rejects.toThrow(
      /No leader lasts/,
    );
    expect(told.at(-1)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('No leader') as string,
    });
  });
});
