import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OutgoingFile } from '../../../src/lab/outgoingFile';
import { exportRun } from '../../../src/lab/runs/exportRun';
import { loadRun, loadTrials } from '../../../src/lab/runs/library';
import { RunRecorder } from '../../../src/lab/runs/recorder';
import { experimentFileSchema, runSummarySchema } from '../../../src/lab/runs/runFiles';
import { runSimulated } from '../../../src/lab/simulation/runSimulated';
import { Simulators } from '../../../src/lab/simulation/simulators';
import { parseExperiment } from '../../../src/shared/experimentFile';
import type { ExportKind } from '../../../src/shared/export';
import { experimentSchema, type Experiment } from '../../../src/shared/experiment';
import { trialRecordSchema } from '../../../src/shared/trialRecord';
import { CAPPED, trialWith } from '../trial/trials';

/** What a program that reads a run's JSON file may rely on. */
const runJsonSchema = experimentFileSchema.extend({
  summary: runSummarySchema.nullable(),
  trials: z.array(trialRecordSchema),
});

const experiment = experimentSchema.parse({ name: 'Crash, ünder = load!', seed: 42 });

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-export-'));
});
afterEach(async () => {
  await rm(runsFolder, { recursive: true });
});

/** A run of so many trials that was never finished. */
async function record(trials: number): Promise<RunRecorder> {
  const recorder = await RunRecorder.create(runsFolder, experiment, { version: '0.1.0' });
  const { runId } = recorder;
  const appended = Array.from({ length: trials }, (_, trial) =>
    recorder.append(trialWith({ runId, trial, ...(trial % 50 === 1 ? CAPPED : {}) }), [
      {
        runId,
        trial,
        term: 2,
        candidates: [2],
        votes: [{ voter: 2, candidate: 2 }],
        leader: 2,
        outcome: 'won',
        startedMs: 1,
        endedMs: 2,
      },
    ]),
  );
  await Promise.all(appended);
  await recorder.close();
  return recorder;
}

const exported = (runId: string, kind: ExportKind): Promise<OutgoingFile> =>
  exportRun(runsFolder, { runId, kind }, (folder, id) => Promise.resolve(`report of ${id} in ${folder}`));
const contentOf = (file: OutgoingFile): Promise<string> => text(Readable.from(file.open()));
const textOf = async (runId: string, kind: ExportKind): Promise<string> =>
  contentOf(await exported(runId, kind));

describe('a CSV', () => {
  it('is handed out as it is on disk, and says how many rows it has', async () => {
    const { runId, folder } = await record(3);
    const file = await exported(runId, 'trials');
    expect(file).toMatchObject({
      fileName: `${runId}-trials.csv`,
      mimeType: 'text/csv;charset=utf-8',
      rows: 3,
    });
    expect(await contentOf(file)).toBe(await readFile(join(folder, 'trials.csv'), 'utf8'));
    expect(await textOf(runId, 'terms')).toContain('2>2');
  });

  it('leaves out a row that is half written', async () => {
    const { runId, folder } = await record(2);
    const whole = await readFile(join(folder, 'trials.csv'), 'utf8');
    await appendFile(join(folder, 'trials.csv'), `${runId},2,42,5,4,15`);
    expect((await exported(runId, 'trials')).rows).toBe(2);
    expect(await textOf(runId, 'trials')).toBe(whole);
  });

  it('of a run that has no trial is its header', async () => {
    const { runId } = await record(0);
    expect((await exported(runId, 'trials')).rows).toBe(0);
    expect(await textOf(runId, 'trials')).toMatch(/^run_id,trial,.*\r\n$/);
  });
});

describe('the report', () => {
  it('is the page that was made of the run', async () => {
    const { runId } = await record(1);
    const file = await exported(runId, 'report');
    expect(file).toMatchObject({ fileName: `${runId}.html`, mimeType: 'text/html;charset=utf-8' });
    expect(await contentOf(file)).toBe(`report of ${runId} in ${runsFolder}`);
  });
});

describe('the summary', () => {
  it('is there even of a run that never finished', async () => {
    const { runId } = await record(2);
    expect(JSON.parse(await textOf(runId, 'summary'))).toMatchObject({ trials: 2 });
  });
});

describe('the JSON of a run', () => {
  it.each([0, 1, 7])('has all that is known of it: %d trials', async (n) => {
    const { runId, folder } = await record(n);
    const json = runJsonSchema.parse(JSON.parse(await textOf(runId, 'json')));
    const { summary } = await loadRun(runsFolder, runId);
    expect(json.trials).toEqual(await loadTrials(runsFolder, runId));
    expect(json.summary).toEqual({ ...summary, runFolder: null });
    expect(json.experiment).toEqual(experiment);
    expect(await textOf(runId, 'json')).not.toContain(folder);
  });

  it('comes a piece at a time, and whole', async () => {
    // Several times what a stream reads at once.
    const { runId } = await record(20_000);
    const pieces = await Readable.from((await exported(runId, 'json')).open()).toArray();
    expect(pieces.length).toBeGreaterThan(3);
    const json = runJsonSchema.parse(JSON.parse(pieces.join('')));
    expect(json.trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });
});

describe('the experiment file', () => {
  const simulate = (simulated: Experiment) =>
    runSimulated({
      experiment: simulated,
      runsFolder,
      version: '0.1.0',
      signal: new AbortController().signal,
      simulators: new Simulators(null),
      onProgress: () => undefined,
    });

  it('is the experiment of the run', async () => {
    const { runId } = await record(1);
    expect(experimentSchema.parse(JSON.parse(await textOf(runId, 'experiment')))).toEqual(experiment);
  });

  it('repeats a simulated run to the byte, the run’s id apart', async () => {
    const first = await simulate(
      experimentSchema.parse({
        name: 'as it was',
        engine: 'simulation',
        cluster: {
          ...experiment.cluster,
          latency: { kind: 'lognormal', medianMs: 12, sigma: 0.4 },
          loss: 0.01,
          preVote: true,
        },
        environment: { persist: { kind: 'uniform', minMs: 0, maxMs: 3 }, extraEntries: [0, 2, 1] },
        trials: 60,
        concurrency: 1,
        seed: 7,
      }),
    );
    const [{ runId: firstId }] = await firstTrials(first.runFolder!);
    const file = await textOf(firstId, 'experiment');
    const second = await simulate(parseExperiment(file, 'experiment.json'));
    expect(await withoutRunId(second.runFolder!, 'trials.csv')).toBe(
      await withoutRunId(first.runFolder!, 'trials.csv'),
    );
    expect(await withoutRunId(second.runFolder!, 'terms.csv')).toBe(
      await withoutRunId(first.runFolder!, 'terms.csv'),
    );
  });

  async function firstTrials(folder: string) {
    const trials = await loadTrials(runsFolder, folder.slice(runsFolder.length + 1));
    return trials as [(typeof trials)[number]];
  }

  /** Every line, without its first field. */
  async function withoutRunId(folder: string, name: string): Promise<string> {
    return (await readFile(join(folder, name), 'utf8')).replaceAll(/^[^,]+,/gm, '');
  }
});

it.each(['no-such-thing', '..', '../secrets', 'a/b', 'a\\b', '/etc', '.hidden', ''])(
  'there is no run %j',
  async (runId) => {
    await expect(exported(runId, 'trials')).rejects.toMatchObject({ name: 'LabError', code: 'no-such-run' });
  },
);
