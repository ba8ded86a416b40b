import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRun } from '../../../src/lab/runs/library';
import type { Spawner } from '../../../src/lab/spawner';
import { runSweep } from '../../../src/lab/sweep/runSweep';
import { SweepLog } from '../../../src/lab/sweep/sweepLog';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-sweep-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const NO_NODES: Spawner = {
  fork: () => {
    throw new Error('a simulation has no processes');
  },
};
const NEVER = new AbortController().signal;

function sweepOf(given: object = {}): Sweep {
  return sweepSchema.parse({
    base: { engine: 'simulation', seed: 3, concurrency: 1 },
    axes: [
      { parameter: 'electionTimeout', values: '150-160,150-300' },
      { parameter: 'latency', values: '1..9/4' },
    ],
    stop: { trials: 120 },
    ...given,
  });
}

/** All bytes of the trials, terms and cells of a sweep. */
async function bytesOf(sweep: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = { cells: await readFile(join(sweep, 'cells.csv'), 'utf8') };
  for (const cell of await readdir(join(sweep, 'cells'))) {
    for (const file of ['trials.csv', 'terms.csv']) {
      texts[`${cell}/${file}`] = await readFile(join(sweep, 'cells', cell, file), 'utf8');
    }
  }
  return texts;
}

describe('a simulated sweep', () => {
  it('leaves a run for each cell that opens as any other', async () => {
    const log = await SweepLog.create(folder, sweepOf(), '1.2.3');
    await runSweep(log, { spawner: NO_NODES, signal: NEVER });
    expect(log.progress).toMatchObject({
      state: 'done',
      cells: 6,
      cellsDone: 6,
      trialsDone: 720,
      trialsTotal: 720,
    });
    const cell = log.cell(4);
    expect(cell).toMatchObject({ values: ['150-300', '5'], state: 'done', problem: null });
    const run = await loadRun(join(log.folder, 'cells'), 'cell-0004');
    expect(run.summary.trials).toBe(120);
    expect(run.summary).toEqual(cell.summary);
    expect(run.experiment.cluster).toMatchObject({ electionTimeoutMaxMs: 300, latency: { ms: 5 } });
  });

  it('stopped anywhere and resumed, ends with the same bytes', async () => {
    const whole = await SweepLog.create(folder, sweepOf(), '1.2.3');
    await runSweep(whole, { spawner: NO_NODES, signal: NEVER });
    const expected = await bytesOf(whole.folder);

    const stop = new AbortController();
    const first = await SweepLog.create(folder, sweepOf(), '1.2.3');
    let changes = 0;
    first.onChange(() => {
      changes += 1;
      if (changes === 8) stop.abort();
    });
    await runSweep(first, { spawner: NO_NODES, signal: stop.signal });
    expect(first.progress).toMatchObject({ state: 'stopped', cellsDone: 2 });
    const resumed = await SweepLog.resume(folder, first.sweepId);
    await runSweep(resumed, { spawner: NO_NODES, signal: NEVER });
    expect(await bytesOf(first.folder)).toEqual(expected);
  });
});
