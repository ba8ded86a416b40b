import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listRuns, loadRun, loadTrials } from '../../../src/lab/runs/library';
import { RunRecorder } from '../../../src/lab/runs/recorder';
import { slugOf } from '../../../src/lab/runs/folder';
import type { RunDigest } from '../../../src/lab/trial/digest';
import { SummaryBuilder } from '../../../src/lab/trial/summary';
import { LabError } from '../../../src/shared/errors';
import { experimentSchema } from '../../../src/shared/experiment';
import type { TermRecord, TrialRecord } from '../../../src/shared/trialRecord';
import { trialWith } from '../trial/trials';

const experiment = experimentSchema.parse({ name: 'Crash, ünder = load!', seed: 42 });
const BY = { version: '0.1.0' };

let runsFolder: string;
let recorders: RunRecorder[] = [];
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-runs-'));
});
afterEach(async () => {
  await Promise.all(recorders.map((recorder) => recorder.close()));
  recorders = [];
  await rm(runsFolder, { recursive: true });
});

async function record(): Promise<RunRecorder> {
  const recorder = await RunRecorder.create(runsFolder, experiment, BY);
  recorders.push(recorder);
  return recorder;
}

function termOf(runId: string, trial: number): TermRecord {
  const votes = [{ voter: 2, candidate: 2 }];
  return {
    runId,
    trial,
    term: 2,
    candidates: [2],
    votes,
    leader: 2,
    outcome: 'won',
    startedMs: 1,
    endedMs: 2,
  };
}

function digestOf(trials: readonly TrialRecord[]): RunDigest {
  const builder = new SummaryBuilder();
  for (const trial of trials) builder.add(trial);
  return builder.digest(null);
}

async function recordTrials(n: number): Promise<RunRecorder> {
  const recorder = await record();
  const { runId } = recorder;
  for (let trial = 0; trial < n; trial++) {
    await recorder.append(trialWith({ runId, trial }), [termOf(runId, trial)]);
  }
  return recorder;
}

describe('a run on disk', () => {
  it('is a folder named by its start in UTC and its name', async () => {
    const { runId, folder } = await record();
    expect(runId).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-crash-under-load$/);
    expect(folder).toBe(join(runsFolder, runId));
  });

  it('says in experiment.json what was run, with which seed and versions, and on what', async () => {
    const { folder } = await record();
    expect(JSON.parse(await readFile(join(folder, 'experiment.json'), 'utf8'))).toMatchObject({
      seed: 42,
      experiment,
      versions: { raftLab: '0.1.0', node: process.versions.node },
      host: { platform: process.platform },
    });
  });

  it('gives each of several runs that start together its own folder', async () => {
    const ids = await Promise.all([record(), record(), record()]);
    expect(new Set(ids.map(({ runId }) => runId)).size).toBe(3);
  });

  it('has a row as soon as a trial is appended', async () => {
    const { runId } = await recordTrials(3);
    // No finish, no close: as if the lab had been killed now.
    expect((await loadTrials(runsFolder, runId)).map(({ trial }) => trial)).toEqual([0, 1, 2]);
    expect((await loadRun(runsFolder, runId)).summary).toMatchObject({ trials: 3 });
  });

  it('keeps the order of trials that are appended without waiting', async () => {
    const recorder = await record();
    const { runId } = recorder;
    await Promise.all(
      Array.from({ length: 50 }, (_, trial) =>
        recorder.append(trialWith({ runId, trial }), [termOf(runId, trial)]),
      ),
    );
    const trials = await loadTrials(runsFolder, runId);
    expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('loses at most the trial under way: a torn line is passed over', async () => {
    const { runId, folder } = await recordTrials(2);
    await appendFile(join(folder, 'trials.csv'), `${runId},2,42,5,4,15`);
    expect(await loadTrials(runsFolder, runId)).toHaveLength(2);
  });

  it('is listed with its summary once it has finished', async () => {
    const recorder = await recordTrials(2);
    expect((await listRuns(runsFolder))[0]).toMatchObject({ runId: recorder.runId, summary: null });
    const trials = await loadTrials(runsFolder, recorder.runId);
    await recorder.finish(digestOf(trials));
    expect((await listRuns(runsFolder))[0]).toMatchObject({
      name: 'Crash, ünder = load!',
      experiment,
      summary: { trials: 2, runFolder: recorder.folder },
    });
  });
});

describe('listRuns', () => {
  it('finds none where there is no folder', async () => {
    expect(await listRuns(join(runsFolder, 'nowhere'))).toEqual([]);
  });

  it('passes over what is not a run', async () => {
    await writeFile(join(runsFolder, 'notes.txt'), 'hello');
    const { folder } = await record();
    await writeFile(join(folder, 'experiment.json'), '{"half":');
    const { runId } = await record();
    expect((await listRuns(runsFolder)).map((run) => run.runId)).toEqual([runId]);
  });
});

it('no split-vote rate is read of trials that need no election, though earlier versions wrote one', async () => {
  const steady = experimentSchema.parse({ kind: 'steady' });
  const recorder = await RunRecorder.create(runsFolder, steady, BY);
  recorders.push(recorder);
  await recorder.finish(digestOf([trialWith({ splitTerms: 1 })]));
  const [run] = await listRuns(runsFolder);
  expect(run?.summary).toMatchObject({
    trials: 1,
    splitVoteRate: { value: null, n: 0 },
    cleanOnly: { firstTermSplitRate: { value: null, n: 0 } },
  });
});

describe('errors for people', () => {
  it.each(['no-such-thing', '..', '../secrets', 'a/b', 'a\\b', '/etc', '.hidden', ''])(
    'there is no run %j',
    async (runId) => {
      await writeFile(join(runsFolder, 'experiment.json'), '{}');
      for (const ask of [
        loadRun(join(runsFolder, 'inner'), runId),
        loadTrials(join(runsFolder, 'inner'), runId),
      ]) {
        await expect(ask).rejects.toMatchObject({ name: 'LabError', code: 'no-such-run' });
      }
    },
  );

  it('a damaged run says which file', async () => {
    const { runId, folder } = await record();
    await writeFile(join(folder, 'experiment.json'), '{"half":');
    await expect(loadRun(runsFolder, runId)).rejects.toThrow(/experiment\.json is damaged/);
  });

  it('a folder that cannot be written to says what to do', async () => {
    await writeFile(join(runsFolder, 'file'), '');
    const attempt = RunRecorder.create(join(runsFolder, 'file', 'runs'), experiment, BY);
    await expect(attempt).rejects.toBeInstanceOf(LabError);
    await expect(attempt).rejects.toThrow(/Cannot write to .* Choose a folder/);
  });
});

describe('slugOf', () => {
  it.each([
    ['Leader crash', 'leader-crash'],
    ['../../etc/passwd', 'etc-passwd'],
    ['=HYPERLINK("x")', 'hyperlink-x'],
    ['測試', 'run'],
    ['x'.repeat(80), 'x'.repeat(48)],
  ])('%j becomes %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
