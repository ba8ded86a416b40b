import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatTrials, TRIALS_HEADER } from '../../../src/lab/runs/trialsCsv';
import { digestOfRun } from '../../../src/lab/runs/digestFile';
import { SummaryBuilder } from '../../../src/lab/trial/summary';
import { seededRandom } from '../../../src/node/random';
import type { TrialRecord } from '../../../src/shared/trialRecord';
import { CAPPED, trialWith } from '../trial/trials';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-digest-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function trials(n: number): TrialRecord[] {
  const random = seededRandom(1);
  return Array.from({ length: n }, (_, trial) => ({
    ...trialWith({
      trial,
      downtimeMs: Math.round(random() * 1e6) / 1000,
      splitTerms: trial % 7 === 0 ? 1 : 0,
    }),
    ...(trial % 1000 === 999 ? CAPPED : {}),
    clean: trial % 5 !== 0,
  }));
}

const LONG = trials(10_000);
const LONG_ROWS = formatTrials(LONG);
const write = (rows: string): Promise<void> => writeFile(join(folder, 'trials.csv'), TRIALS_HEADER + rows);

function digestOf(rows: readonly TrialRecord[]): ReturnType<SummaryBuilder['digest']> {
  const builder = new SummaryBuilder();
  for (const trial of rows) builder.add(trial);
  return builder.digest(folder);
}

describe('the digest of a run', () => {
  it('is what its trials say, read for the first time or from digest.bin', async () => {
    await write(LONG_ROWS);
    const fresh = await digestOfRun(folder);
    expect(fresh).toEqual(digestOf(LONG));
    expect(fresh.rates.at(-1)).toEqual(fresh.summary.splitVoteRate);
    expect(await readdir(folder)).toEqual(['digest.bin', 'trials.csv']);
    expect(await digestOfRun(folder)).toEqual(fresh);
  });

  it('of a short run is read from its trials, and leaves no file', async () => {
    await write(formatTrials(trials(20)));
    expect((await digestOfRun(folder)).summary.trials).toBe(20);
    expect(await readdir(folder)).toEqual(['trials.csv']);
  });

  it('is made anew when the CSV has changed: the CSV is the source of truth', async () => {
    await write(LONG_ROWS);
    expect((await digestOfRun(folder)).summary.trials).toBe(10_000);
    await appendFile(join(folder, 'trials.csv'), formatTrials([trialWith({ trial: 10_000 })]));
    expect((await digestOfRun(folder)).summary.trials).toBe(10_001);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['cut off', null],
    ['of another format', Buffer.from('{"format":2}\n')],
  ])('that is %s on disk is passed over', async (_, bytes) => {
    await write(LONG_ROWS);
    await digestOfRun(folder);
    const path = join(folder, 'digest.bin');
    await writeFile(path, bytes ?? (await readFile(path)).subarray(0, -1));
    expect(await digestOfRun(folder)).toEqual(digestOf(LONG));
  });

  it('names the line of the CSV that cannot be read', async () => {
    const rows = formatTrials(trials(30)).replace(/^(?:.*\r\n){12}/, (lines) => `${lines}x,y\r\n`);
    await writeFile(join(folder, 'trials.csv'), TRIALS_HEADER + rows);
    await expect(digestOfRun(folder)).rejects.toThrow(/Line 14 has 2 fields, and the header has \d+\./);
  });
});
