import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Cluster } from '../../src/lab/cluster/cluster';
import { runExperiment } from '../../src/lab/experiment/runExperiment';
import { runOnCluster } from '../../src/lab/experiment/runOnCluster';
import { loadTrials } from '../../src/lab/runs/library';
import { RunRecorder } from '../../src/lab/runs/recorder';
import type { Spawner } from '../../src/lab/spawner';
import { experimentSchema } from '../../src/shared/experiment';
import { trialRecordSchema, type TrialRecord } from '../../src/shared/trialRecord';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { nodeSpawner, scratchFolder } from './support';

let spawner: Spawner;
let folder: { path: string; remove: () => Promise<void> };

beforeAll(async () => {
  spawner = await nodeSpawner();
});
beforeEach(async () => {
  folder = await scratchFolder();
});
afterEach(async () => {
  await folder.remove();
});

const never = (): AbortSignal => new AbortController().signal;

/** What must hold of every trial, whatever the machine. */
function expectSound(trial: TrialRecord): void {
  trialRecordSchema.parse(trial);
  const { scheduledCrashMs, crashMs, detectedMs, electedMs, recoveredMs } = trial;
  expect(trial.outcome).toBe('recovered');
  expect(crashMs).toBeGreaterThanOrEqual(scheduledCrashMs);
  expect(detectedMs).toBeGreaterThan(crashMs);
  expect(electedMs).toBeGreaterThanOrEqual(detectedMs!);
  expect(recoveredMs).toBeGreaterThan(electedMs!);
  // Times on disk are in whole microseconds.
  expect(trial.downtimeMs).toBeCloseTo(recoveredMs! - scheduledCrashMs, 2);
  expect(trial.newLeader).not.toBe(trial.oldLeader);
  expect(trial.newTerm).toBe(trial.oldTerm + trial.termsUsed!);
  const { splitTerms, preemptedTerms, refusedTerms, noQuorumTerms, lostTerms } = trial;
  const failedTerms = splitTerms + preemptedTerms + refusedTerms + noQuorumTerms + lostTerms;
  // A term that got its leader has not failed, even if another was elected before all had heard of the first.
  expect(failedTerms).toBeLessThan(trial.termsUsed!);
}

describe('measuring with real processes', () => {
  it('ten trials on one cluster give ten sound records, on disk as well', async () => {
    const experiment = experimentSchema.parse({ trials: 10, concurrency: 1 });
    const told: TrialRecord[] = [];
    const summary = await runExperiment({
      experiment,
      spawner,
      runsFolder: folder.path,
      version: '0.0.0',
      signal: never(),
      onProgress: ({ newTrials }) => told.push(...newTrials),
    });
    expect(summary.trials).toBe(10);
    told.forEach(expectSound);
    // The earliest possible: the shortest timeout, less the longest time since a heartbeat that was not late.
    expect(summary.downtimeMs.p50).toBeGreaterThan(150 - 75);
    expect(summary.downtimeMs.min).toBeGreaterThan(0);
    const trials = await loadTrials(folder.path, told[0]!.runId);
    expect(trials).toHaveLength(10);
    const csv = await readFile(join(summary.runFolder!, 'trials.csv'), 'utf8');
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    expect(rows.map((row) => Number(row['downtime_ms']).toFixed(3))).toEqual(
      told.map(({ downtimeMs }) => downtimeMs!.toFixed(3)),
    );
    expect(await readdir(summary.runFolder!)).not.toContain('nodes');
    // Of some sixty votes: what a prediction for this machine draws from.
    const { requestSpreadMs, voteDelaySpreadMs } = summary.machine!;
    for (const spreadMs of [requestSpreadMs!, voteDelaySpreadMs!]) {
      expect(spreadMs).toHaveLength(100);
      expect(Math.min(...spreadMs)).toBeGreaterThanOrEqual(0);
      expect(spreadMs).toEqual(spreadMs.toSorted((a, b) => a - b));
    }
  });

  it('two clusters side by side share out the trials', async () => {
    const numbers: number[] = [];
    await runExperiment({
      experiment: experimentSchema.parse({ trials: 8, concurrency: 2 }),
      spawner,
      runsFolder: folder.path,
      version: '0.0.0',
      signal: never(),
      onProgress: ({ newTrials }) => {
        newTrials.forEach(expectSound);
        numbers.push(...newTrials.map(({ trial }) => trial));
      },
    });
    expect(numbers.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('a narrow range over a slow network splits votes, and each failed term has its class', async () => {
    const told: TrialRecord[] = [];
    const summary = await runExperiment({
      experiment: experimentSchema.parse({
        trials: 8,
        concurrency: 1,
        cluster: {
          ...DEFAULT_SETTINGS,
          electionTimeoutMaxMs: 170,
          latency: { kind: 'fixed', ms: 12 },
        },
      }),
      spawner,
      runsFolder: folder.path,
      version: '0.0.0',
      signal: never(),
      onProgress: ({ newTrials }) => {
        told.push(...newTrials);
      },
    });
    // One latency is 0.6 of the range: by theory 82% of first terms are split, and none of eight once in a million runs.
    expect(summary.failedTerms.split).toBeGreaterThan(0);
    told.forEach(expectSound);
    const terms: Record<string, string>[] = parse(
      await readFile(join(summary.runFolder!, 'terms.csv'), 'utf8'),
      { columns: true },
    );
    for (const { trial, termsUsed } of told) {
      expect(terms.filter((term) => Number(term['trial']) === trial)).toHaveLength(termsUsed!);
    }
  });

  it('on a live cluster, with pause; stopped half-way it keeps what is done and leaves all nodes running', async () => {
    const settings = { ...DEFAULT_SETTINGS, nodes: 3 };
    const experiment = experimentSchema.parse({ trials: 1000, crash: 'pause', cluster: settings });
    const cluster = await Cluster.start({
      settings,
      spawner,
      dataFolder: join(folder.path, 'data'),
      seed: 3,
    });
    try {
      const recorder = await RunRecorder.create(folder.path, experiment, { version: '0.0.0' });
      const stop = new AbortController();
      const summary = await runOnCluster(cluster, experiment, {
        recorder,
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done === 3) stop.abort();
        },
      });
      expect(summary.trials).toBe(3);
      const trials = await loadTrials(folder.path, recorder.runId);
      trials.forEach(expectSound);
      expect(trials.map(({ crashMode }) => crashMode)).toEqual(['pause', 'pause', 'pause']);
      expect(cluster.snapshot().nodes.map(({ process }) => process)).toEqual(Array(3).fill('running'));
    } finally {
      await cluster.stop();
    }
  });
});
