import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/lab/compare/compareRuns';
import { formatTrials, TRIALS_HEADER } from '../../../src/lab/runs/trialsCsv';
import { importRun } from '../../../src/lab/runs/importRun';
import { listRuns, loadTrials, relabelRun, runInfo } from '../../../src/lab/runs/library';
import { deleteRun, emptyTrash, restoreRun } from '../../../src/lab/runs/trash';
import type { LabError } from '../../../src/shared/errors';
import type { TrialRecord } from '../../../src/shared/trialRecord';
import { relabelSchema } from '../../../src/shared/runs/api';
import { searchRuns } from '../../../src/shared/runs/search';
import { trialWith } from '../trial/trials';

const BY = { version: '0.1.0' };
const WEEK_MS = 7 * 24 * 3_600_000;

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-library-'));
});
afterEach(async () => {
  await rm(runsFolder, { recursive: true });
});

const csvOf = (trials: readonly TrialRecord[]): string => TRIALS_HEADER + formatTrials(trials);
const rows = (n: number, given: Partial<TrialRecord> = {}): TrialRecord[] =>
  Array.from({ length: n }, (_, trial) =>
    trialWith({ trial, ...given, downtimeMs: (given.downtimeMs ?? 200) + trial }),
  );
const bring = (text: string, fileName = 'x-trials.csv'): Promise<string> =>
  importRun(runsFolder, { fileName, text }, BY);

describe('what people say of a run', () => {
  it('is kept beside it, and what is not changed stays', async () => {
    const runId = await bring(csvOf(rows(3)));
    await relabelRun(runsFolder, { runId, name: 'Narrow', tags: ['lan'] });
    await relabelRun(runsFolder, { runId, pinned: true });
    expect((await listRuns(runsFolder))[0]).toMatchObject({
      name: 'Narrow',
      tags: ['lan'],
      pinned: true,
      note: '',
    });
  });

  it('is lost of no change, although several come at once', async () => {
    const runId = await bring(csvOf(rows(3)));
    const changes = [{ name: 'Narrow' }, { tags: ['lan'] }, { note: 'At night.' }, { pinned: true }];
    await Promise.all(changes.map((change) => relabelRun(runsFolder, { runId, ...change })));
    expect(await runInfo(runsFolder, runId)).toMatchObject(Object.assign({}, ...changes) as object);
  });

  it('has no characters that show nothing or turn the writing round', () => {
    const parsed = relabelSchema.parse({ runId: 'x', name: '\u202Egnp\u0000.exe ', tags: [' LAN ', 'lan'] });
    expect(parsed).toEqual({ runId: 'x', name: 'gnp .exe', tags: ['lan'] });
    expect(relabelSchema.safeParse({ runId: 'x', name: ' \u200B' }).success).toBe(false);
  });

  it.each([
    ['150-300', true],
    ['NARROW lan', true],
    ['pre-vote', true],
    ['check-quorum', false],
    ['kill 5 nodes', true],
    ['imported', true],
    ['simulation', false],
    ['narrow wan', false],
  ])('is searched by words, with the settings: %s', async (query, found) => {
    const runId = await bring(csvOf(rows(2, { preVote: true })));
    await relabelRun(runsFolder, { runId, name: 'Narrow', tags: ['lan'] });
    expect(searchRuns(await listRuns(runsFolder), query)).toHaveLength(found ? 1 : 0);
  });
});

describe('a deleted run', () => {
  it('is out of the list, and comes back whole', async () => {
    const runId = await bring(csvOf(rows(3)));
    const before = await runInfo(runsFolder, runId);
    const undoToken = await deleteRun(runsFolder, runId);
    expect(await listRuns(runsFolder)).toEqual([]);
    await restoreRun(runsFolder, undoToken);
    expect(await runInfo(runsFolder, runId)).toEqual(before);
    await expect(restoreRun(runsFolder, undoToken)).rejects.toMatchObject({ code: 'no-such-run' });
  });

  it('that two ask for at once is deleted once, and the other is told that there is none', async () => {
    const runId = await bring(csvOf(rows(3)));
    const ends = await Promise.allSettled([1, 2, 3].map(() => deleteRun(runsFolder, runId, 1000)));
    const tokens = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const problems = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as LabError] : []));
    expect(tokens).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['no-such-run', 'no-such-run']);
    await restoreRun(runsFolder, tokens[0]!);
    expect(await listRuns(runsFolder)).toHaveLength(1);
  });

  it('is kept beside another of its name that was deleted within the same millisecond', async () => {
    const runId = await bring(csvOf(rows(3)));
    const copy = join(runsFolder, 'copy');
    await cp(join(runsFolder, runId), copy, { recursive: true });
    const first = await deleteRun(runsFolder, runId, 1000);
    await rename(copy, join(runsFolder, runId));
    const second = await deleteRun(runsFolder, runId, 1000);
    expect(second).not.toBe(first);
    await restoreRun(runsFolder, first);
    expect(await readdir(join(runsFolder, '.trash'))).toEqual([second]);
  });

  it('is gone for good after a week, and not before', async () => {
    const undoToken = await deleteRun(runsFolder, await bring(csvOf(rows(3))), 1000);
    await emptyTrash(runsFolder, 1000 + WEEK_MS);
    expect(await readdir(join(runsFolder, '.trash'))).toEqual([undoToken]);
    await emptyTrash(runsFolder, 1001 + WEEK_MS);
    expect(await readdir(join(runsFolder, '.trash'))).toEqual([]);
  });

  it.each(['..', '../../etc', '', 'x', '.trash', 'a~b'])('cannot be %j', async (undoToken) => {
    await mkdir(join(runsFolder, '.trash'));
    await expect(restoreRun(runsFolder, undoToken)).rejects.toMatchObject({ code: 'no-such-run' });
    await expect(deleteRun(runsFolder, undoToken)).rejects.toMatchObject({ code: 'no-such-run' });
  });
});

describe('a trials CSV from elsewhere', () => {
  it('becomes a run with the settings that its rows tell', async () => {
    const trials = rows(3, { latency: 'uniform:30:40', preVote: true, seed: 9, runId: 'there' });
    const runId = await bring(csvOf(trials), '/home/ada/wide area-trials.csv');
    expect(await runInfo(runsFolder, runId)).toMatchObject({
      name: 'wide area',
      imported: { fileName: 'wide area', runId: 'there' },
      experiment: { seed: 9, cluster: { preVote: true, latency: { kind: 'uniform', minMs: 30 } } },
      summary: { trials: 3 },
    });
    expect(await loadTrials(runsFolder, runId)).toEqual(trials.map((trial) => ({ ...trial, runId })));
  });

  it('is read although a spreadsheet left out the last line break', async () => {
    expect(await loadTrials(runsFolder, await bring(csvOf(rows(3)).trimEnd()))).toHaveLength(3);
  });

  it.each([
    ['a file that is none', 'a,b\n1,2\n', /Line 1: there is no column run_id, trial, seed and \d+ more/],
    ['no trials', TRIALS_HEADER, /no trials/],
    ['a torn last row', csvOf(rows(3)).slice(0, -60), /Line 4 has \d+ fields/],
    ['a word for a number', csvOf(rows(3)).replace(',201,', ',soon,'), /Line 3, column downtime_ms/],
    ['a trial twice', csvOf([...rows(2), ...rows(1)]), /Line 4, column trial: there is a trial 0 above/],
    [
      'a delay of which it has only the median',
      csvOf(rows(2, { latency: 'empirical(n=500 median=0.4)+1%:200' })),
      /Line 2, column latency: empirical\(n=500 .* are not in this file/,
    ],
    [
      'two runs in one file',
      csvOf([...rows(2), trialWith({ trial: 2, nodes: 7 })]),
      /Line 4, column nodes: 7, and 5 above/,
    ],
  ])('with %s is refused with its place, and nothing is written', async (_, text, words) => {
    await expect(bring(text)).rejects.toMatchObject({ code: 'bad-file' });
    await expect(bring(text)).rejects.toThrow(words);
    expect(await readdir(runsFolder)).toEqual([]);
  });
});

describe('a run that nobody named', () => {
  it('is called by the title of its kind, and keeps its id', async () => {
    const runId = await bring(csvOf(rows(3)), 'leader-crash.csv');
    expect(await runInfo(runsFolder, runId)).toMatchObject({
      name: 'Leader crash',
      experiment: { name: 'leader-crash' },
    });
    expect(runId).toContain('Z-leader-crash');
    const named = await bring(csvOf(rows(3)), 'cold-start.csv');
    expect(await runInfo(runsFolder, named)).toMatchObject({ name: 'cold-start' });
  });
});

describe('runs beside each other', () => {
  it('say in words what is known to differ, and only the settings that do', async () => {
    const narrow = await bring(
      csvOf(rows(200, { downtimeMs: 100, electionTimeoutMaxMs: 200 })),
      'narrow.csv',
    );
    const wide = await bring(csvOf(rows(200, { downtimeMs: 400 })), 'wide.csv');
    const compared = await compareRuns(runsFolder, {
      runIds: [narrow, wide],
      baseline: narrow,
      trials: 'all',
    });
    expect(compared.settings).toEqual([{ name: 'election timeout', values: ['150–200 ms', '150–300 ms'] }]);
    const [difference] = compared.differences;
    expect(difference?.medianMs.value).toBe(300);
    expect(difference?.words[0]).toMatch(/^The median is 300 ms longer \(95% 2\d\d to 3\d\d ms\)\.$/);
    expect(difference?.words[1]).toMatch(/^The split-vote rates cannot be told apart at n = 200 \(95% −/);
    expect(difference?.words[2]).toMatch(
      /^The distributions of downtime differ \(KS 1\.000, 5% limit 0\.136\)\.$/,
    );
  });

  it.each([
    ['that they are the same where they are', {}, 'The distributions of downtime are the same at n = 50.'],
    [
      'no such thing of trials that were capped, whose downtimes nobody knows',
      { outcome: 'capped', downtimeMs: null },
      'The distributions of downtime cannot be told apart at n = 50 (KS 0.000, 5% limit 0.272).',
    ],
  ] as const)('say of downtimes %s', async (_, last, words) => {
    const trials = rows(50).map((trial, i) => (i === 49 ? { ...trial, ...last } : trial));
    const runIds = [await bring(csvOf(trials), 'one.csv'), await bring(csvOf(trials), 'two.csv')];
    const { differences } = await compareRuns(runsFolder, { runIds, baseline: runIds[0]!, trials: 'all' });
    expect(differences[0]?.words[2]).toBe(words);
  });

  it('have no split-vote rate where trials need no election, and say why', async () => {
    const crash = await bring(csvOf(rows(5)), 'crash.csv');
    const steady = await bring(csvOf(rows(5, { kind: 'steady' })), 'steady.csv');
    const compared = await compareRuns(runsFolder, {
      runIds: [crash, steady],
      baseline: crash,
      trials: 'all',
    });
    expect(compared.runs.map(({ splitVoteRate: { value, n } }) => [value === null, n])).toEqual([
      [false, 5],
      [true, 0],
    ]);
    const [difference] = compared.differences;
    expect(difference?.splitVoteRate.value).toBeNull();
    expect(difference?.words[1]).toMatch(/observations of a steady cluster need none\.$/);
  });

  it('of a steady cluster have no downtime that could be shorter than a crash’s, and say when none had any', async () => {
    const calm = { kind: 'steady' as const, downtimeMs: 0 };
    const quiet = (n: number) => Array.from({ length: n }, (_, trial) => trialWith({ trial, ...calm }));
    const crash = await bring(csvOf(rows(5)), 'crash.csv');
    const one = await bring(csvOf(quiet(5)), 'one.csv');
    const other = await bring(csvOf(quiet(8)), 'other.csv');
    const against = async (baseline: string) => {
      const runIds = [crash, one, other];
      return (await compareRuns(runsFolder, { runIds, baseline, trials: 'all' })).differences;
    };
    const [first] = await against(crash);
    expect(first).toMatchObject({ medianMs: { value: null }, ks: null });
    expect(first?.words[0]).toBe(
      'Downtime is not compared: leader crashes each cause one, observations of a steady cluster need have none.',
    );
    expect(first?.words).toHaveLength(2);
    const [back, calmBoth] = await against(one);
    expect(back?.words[0]).toBe(first?.words[0]);
    expect(calmBoth?.words[0]).toBe('Both had a leader all the time.');
  });

  it.each([
    [0, 0, null, 'Neither had a spurious election: 0 in 50.0 s against 0 in 100.0 s.'],
    [
      1,
      2,
      1,
      'The rates of spurious elections cannot be told apart: 1 in 50.0 s against 2 in 100.0 s (ratio 95% 0.017 to 19).',
    ],
    [
      8,
      2,
      8,
      'Spurious elections are 8 times as frequent: 8 in 50.0 s against 2 in 100.0 s (ratio 95% 1.6 to 77).',
    ],
    [
      0,
      10,
      0,
      'Spurious elections are 0 times as frequent: 0 in 50.0 s against 10 in 100.0 s (ratio 95% 0 to 0.89).',
    ],
    [
      8,
      0,
      null,
      'Spurious elections are more frequent: 8 in 50.0 s against 0 in 100.0 s (ratio 95% at least 3.4).',
    ],
  ] as const)(
    'of calm clusters compare their rates of spurious elections: %i against %i',
    async (a, b, value, words) => {
      const watched = (n: number, elections: number) =>
        Array.from({ length: n }, (_, trial) =>
          trialWith({
            trial,
            kind: 'steady',
            downtimeMs: 0,
            observedMs: 10_000,
            spuriousElections: trial === 0 ? elections : 0,
          }),
        );
      const one = await bring(csvOf(watched(5, a)), 'one.csv');
      const other = await bring(csvOf(watched(10, b)), 'other.csv');
      const { runs, differences } = await compareRuns(runsFolder, {
        runIds: [other, one],
        baseline: other,
        trials: 'all',
      });
      expect(runs[1]?.spurious).toMatchObject({
        elections: a,
        observedMs: 50_000,
        perHour: { value: a * 72 },
      });
      expect(differences[0]?.spuriousRatio.value).toBe(value);
      expect(differences[0]?.words.at(-1)).toBe(words);
    },
  );
});
