import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadTrials } from '../../src/lab/runs/library';
import { asWritten } from '../../src/lab/runs/csv';
import { runSimulated } from '../../src/lab/simulation/runSimulated';
import { traceTrial } from '../../src/lab/trialTrace';
import { simulated } from './simulation/experiments';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-traces-'));
});
afterEach(async () => {
  await rm(runsFolder, { recursive: true });
});

it('a trial of a simulated run on disk is played again, and is the one that was written down', async () => {
  const { runFolder } = await runSimulated({
    experiment: simulated({ kind: 'leader-partition', trials: 5 }, { clientLoadPerSecond: 50 }),
    runsFolder,
    version: '1.2.3',
    signal: new AbortController().signal,
    onProgress: () => undefined,
    workerEntry: null,
  });
  const runId = basename(runFolder!);
  const { record } = await traceTrial(runsFolder, { runId, trial: 3 });
  expect(asWritten(record)).toEqual((await loadTrials(runsFolder, runId))[3]);
  await expect(traceTrial(runsFolder, { runId, trial: 5 })).rejects.toThrow(/0 to 4/);
});
