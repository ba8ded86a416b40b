import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { formatTrials, TRIALS_HEADER } from '../../../src/lab/runs/trialsCsv';
import { importRun } from '../../../src/lab/runs/importRun';
import { compare } from '../../../src/main/cli/runs';
import { trialWith } from '../../lab/trial/trials';

it('says which run each sentence is about, even of runs that have the same name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'raft-lab-compare-'));
  try {
    const runIds: string[] = [];
    for (const downtimeMs of [200, 300, 400]) {
      const trials = Array.from({ length: 40 }, (_, trial) =>
        trialWith({ trial, downtimeMs: downtimeMs + trial }),
      );
      const text = TRIALS_HEADER + formatTrials(trials);
      runIds.push(await importRun(folder, { fileName: 'trials.csv', text }, { version: '0.1.0' }));
    }
    let out = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += stripVTControlCharacters(String(text));
      return true;
    });
    const names = [runIds[0]!, runIds[1]!, join(folder, runIds[2]!)];
    await compare(names, { runs: folder, baseline: runIds[1] });
    expect(out).toMatch(/ {2}A against B\n {4}The median is 100 ms shorter .*\n/);
    expect(out).toMatch(
      /split-vote rates cannot be told apart .*\(95% −[\d.]+ to \+[\d.]+ percentage points\)/,
    );
    expect(out).toMatch(/ {2}C against B\n {4}The median is 100 ms longer .*\n/);
  } finally {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  }
});

it('without two runs says what it takes, in its own words', async () => {
  for (const runIds of [[], ['one']]) {
    await expect(compare(runIds, {})).rejects.toThrow(
      /^Say of which runs: a comparison takes two or more, by folder or id\.$/,
    );
  }
});
