import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTrials } from '../../../src/lab/runs/trialsCsv';
import { readSweepReport, sweepReportPage } from '../../../src/lab/report/sweepReport';
import { loadRun } from '../../../src/lab/runs/library';
import type { Spawner } from '../../../src/lab/spawner';
import {
  exportSweep,
  listSweeps,
  loadSweep,
  loadSweepCell,
  relabelSweep,
} from '../../../src/lab/sweep/library';
import { runSweep } from '../../../src/lab/sweep/runSweep';
import { SweepLog } from '../../../src/lab/sweep/sweepLog';
import { deleteSweep, restoreSweep } from '../../../src/lab/sweep/trash';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';
import type { SweepExportKind } from '../../../src/shared/sweep/api';
import { requireWellFormed } from '../../markup';

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

  it('goes on after a crash that tore its files, with the same bytes', async () => {
    const whole = await SweepLog.create(folder, sweepOf(), '1.2.3');
    await runSweep(whole, { spawner: NO_NODES, signal: NEVER });
    const expected = await bytesOf(whole.folder);

    const torn = join(whole.folder, 'cells', 'cell-0001');
    await rm(join(torn, 'summary.json'));
    const trials = await readFile(join(torn, 'trials.csv'), 'utf8');
    await writeFile(join(torn, 'trials.csv'), trials.slice(0, trials.length * 0.6));
    await rm(join(whole.folder, 'cells', 'cell-0002'), { recursive: true });
    await writeFile(join(whole.folder, 'cells', 'cell-0003', 'trials.csv'), 'run_id,tri');
    await rm(join(whole.folder, 'cells', 'cell-0003', 'summary.json'));
    await rm(join(whole.folder, 'progress.json'));
    expect(await loadSweep(folder, whole.sweepId)).toMatchObject({ complete: false, cellsDone: 3 });

    const resumed = await SweepLog.resume(folder, whole.sweepId);
    await runSweep(resumed, { spawner: NO_NODES, signal: NEVER });
    expect(await bytesOf(whole.folder)).toEqual(expected);
  });

  it('gives a cell the same trials in whatever grid it is', async () => {
    const turned = sweepOf({
      axes: [
        { parameter: 'latency', values: '5' },
        { parameter: 'electionTimeout', values: '150-300' },
      ],
    });
    const alone = await SweepLog.create(folder, turned, '1.2.3');
    await runSweep(alone, { spawner: NO_NODES, signal: NEVER });
    const grid = await SweepLog.create(folder, sweepOf(), '1.2.3');
    await runSweep(grid, { spawner: NO_NODES, signal: NEVER });
    const text = (log: SweepLog, cell: string) =>
      readFile(join(log.folder, 'cells', cell, 'trials.csv'), 'utf8');
    expect((await text(alone, 'cell-0000')).replaceAll('cell-0000', 'cell-0004')).toBe(
      await text(grid, 'cell-0004'),
    );
    expect(grid.cell(3).summary.downtimeMs.p50).not.toBe(grid.cell(4).summary.downtimeMs.p50);
  });

  it('is listed, loaded and exported as it stands on disk', async () => {
    const log = await SweepLog.create(folder, sweepOf({ name: 'First map' }), '1.2.3');
    await runSweep(log, { spawner: NO_NODES, signal: NEVER });
    await mkdir(join(folder, 'something-else'));
    expect(await listSweeps(folder)).toEqual([
      {
        sweepId: log.sweepId,
        name: 'First map',
        tags: [],
        note: '',
        pinned: false,
        startedAt: log.data.startedAt,
        sweep: log.sweep,
        complete: true,
        cells: 6,
        cellsDone: 6,
        cellsFailed: 0,
        trialsDone: 720,
      },
    ]);
    expect(await loadSweep(folder, log.sweepId)).toEqual(log.data);
    expect((await loadSweepCell(folder, { sweepId: log.sweepId, cell: 5 })).trials).toHaveLength(120);

    const exported = async (kind: SweepExportKind) => {
      const file = await exportSweep(folder, { sweepId: log.sweepId, kind }, async (sweeps, sweepId) =>
        sweepReportPage(await readSweepReport(sweeps, sweepId)),
      );
      const pieces: string[] = [];
      for await (const piece of file.open()) pieces.push(String(piece));
      return pieces.join('');
    };
    expect(await exported('cells')).toBe(await readFile(join(log.folder, 'cells.csv'), 'utf8'));
    expect(parseTrials(await exported('trials'))).toHaveLength(720);
    expect(sweepSchema.parse(JSON.parse(await exported('sweep')))).toEqual(log.sweep);
    const page = await exported('report');
    requireWellFormed(page);
    expect(page.match(/<figure>/g)).toHaveLength(3);
    expect(page).toMatch(/The split-vote rate goes from .* at .* to/);
    expect(page).not.toMatch(/<script|(?:src|href)=|NaN|undefined/);
    await expect(loadSweep(folder, '../elsewhere')).rejects.toThrow(/There is no sweep/);
  });

  it('is renamed and annotated, while it runs too, and its report is called so', async () => {
    const log = await SweepLog.create(folder, sweepOf({ stop: { trials: 5 } }), '1.2.3');
    const { sweepId } = log;
    expect(await relabelSweep(folder, { sweepId, name: 'Wide area', tags: ['wan'] })).toMatchObject({
      name: 'Wide area',
      complete: false,
    });
    await runSweep(log, { spawner: NO_NODES, signal: NEVER });
    await relabelSweep(folder, { sweepId, pinned: true });
    const [listed] = await listSweeps(folder);
    expect(listed).toMatchObject({
      name: 'Wide area',
      tags: ['wan'],
      note: '',
      pinned: true,
      complete: true,
    });
    expect(sweepReportPage(await readSweepReport(folder, sweepId))).toContain('<h1>Wide area</h1>');
    await expect(relabelSweep(folder, { sweepId: 'none', pinned: true })).rejects.toThrow(
      /There is no sweep/,
    );
  });

  it('is deleted, is in no list then, and comes back whole', async () => {
    const log = await SweepLog.create(folder, sweepOf({ stop: { trials: 5 } }), '1.2.3');
    await runSweep(log, { spawner: NO_NODES, signal: NEVER });
    const undoToken = await deleteSweep(folder, log.sweepId);
    expect(await listSweeps(folder)).toEqual([]);
    await expect(deleteSweep(folder, log.sweepId)).rejects.toThrow(/There is no sweep/);
    await restoreSweep(folder, undoToken);
    expect(await loadSweep(folder, log.sweepId)).toEqual(log.data);
    await expect(restoreSweep(folder, undoToken)).rejects.toThrow(/That sweep is not in the trash/);
    await expect(restoreSweep(folder, '../x~1')).rejects.toThrow(/not in the trash/);
  });

  it('goes on past a cell in which no leader lasts, and says which', async () => {
    const sweep = sweepOf({
      axes: [{ parameter: 'heartbeat', values: '75,5000' }],
      stop: { trials: 10 },
    });
    const log = await SweepLog.create(folder, sweep, '1.2.3');
    await runSweep(log, { spawner: NO_NODES, signal: NEVER });
    expect(log.progress).toMatchObject({ state: 'done', cellsDone: 2, trialsDone: 10, trialsTotal: 10 });
    expect(log.cell(1)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('No leader') as string,
    });
    expect((await loadSweep(folder, log.sweepId)).cells[1]).toEqual(log.cell(1));
    expect(await listSweeps(folder)).toMatchObject([{ complete: true, cellsDone: 2, cellsFailed: 1 }]);
  });

  it('that can no longer be written down has failed, and says why', async () => {
    const log = await SweepLog.create(folder, sweepOf(), '1.2.3');
    await rm(log.folder, { recursive: true });
    await writeFile(log.folder, 'in the way');
    const reason = /^Cannot write to .*cell-\d{4} /;
    await expect(runSweep(log, { spawner: NO_NODES, signal: NEVER })).rejects.toThrow(reason);
    expect(log.progress).toMatchObject({ state: 'failed', problem: expect.stringMatching(reason) as string });
    expect(log.progress.remainingMs).toBeNull();
  });

  it('with a cell that no engine can run is refused before it begins, by name', async () => {
    const sweep = sweepOf({ axes: [{ parameter: 'nodes', values: '5,2' }] });
    await expect(SweepLog.create(folder, sweep, '1.2.3')).rejects.toThrow(
      /The cell with Nodes 2 cannot be: .*3 nodes/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    { halfWidth: 0.05, minTrials: 30, maxTrials: 400 },
    { downtime: 'p50', halfWidthMs: 8, minTrials: 30, maxTrials: 400 },
  ])('stopped by precision, has the same cells on any number of threads: %j', async (stop) => {
    const bytes = [1, 3].map(async (concurrency) => {
      const base = { engine: 'simulation', seed: 3, concurrency };
      const log = await SweepLog.create(folder, sweepOf({ base, stop }), '1.2.3');
      await runSweep(log, { spawner: NO_NODES, signal: NEVER });
      return bytesOf(log.folder);
    });
    const [one, three] = await Promise.all(bytes);
    expect(three).toEqual(one);
  });
});
