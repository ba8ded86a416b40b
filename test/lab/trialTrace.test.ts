import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadTrials } from '../../src/lab/runs/library';
import { asWritten } from '../../src/lab/runs/trialsCsv';
import { runSimulated } from '../../src/lab/simulation/runSimulated';
import { Simulators } from '../../src/lab/simulation/simulators';
import { simulateSweep } from '../../src/lab/sweep/simulateSweep';
import { SweepLog } from '../../src/lab/sweep/sweepLog';
import { traceTrial } from '../../src/lab/trialTrace';
import { sweepSchema } from '../../src/shared/sweep/sweep';
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
    simulators: new Simulators(null),
  });
  const runId = basename(runFolder!);
  const folders = { runs: runsFolder, sweeps: join(runsFolder, 'sweeps') };
  const { record } = await traceTrial(folders, { runId, trial: 3 });
  expect(asWritten(record)).toEqual((await loadTrials(runsFolder, runId))[3]);
  await expect(traceTrial(folders, { runId, trial: 5 })).rejects.toThrow(/0 to 4/);
});

it('a trial of a cell of a simulated sweep is played again, and is the one that was written down', async () => {
  const sweep = sweepSchema.parse({
    base: simulated({ kind: 'leader-pause' }),
    axes: [{ parameter: 'latency', values: '1,20' }],
    stop: { trials: 4 },
  });
  const log = await SweepLog.create(runsFolder, sweep, '1.2.3');
  await simulateSweep(log, { signal: new AbortController().signal });
  const folders = { runs: join(runsFolder, 'runs'), sweeps: runsFolder };
  const { record } = await traceTrial(folders, { sweepId: log.sweepId, cell: 1, trial: 2 });
  const written = await loadTrials(join(log.folder, 'cells'), 'cell-0001');
  expect(asWritten(record)).toEqual(written[2]);
  await expect(traceTrial(folders, { sweepId: log.sweepId, cell: 7, trial: 0 })).rejects.toThrow(/no run/);
  await expect(traceTrial(folders, { sweepId: '../x', cell: 0, trial: 0 })).rejects.toThrow(/no sweep/);
});
