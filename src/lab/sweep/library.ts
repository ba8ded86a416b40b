import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunData } from '../../shared/runs/run';
import { LabError } from '../../shared/errors';
import type { RunSummary } from '../../shared/runStatistics';
import type {
  SweepCell,
  SweepCellRequest,
  SweepData,
  SweepExportRequest,
  RelabelSweep,
  SweepInfo,
} from '../../shared/sweep/api';
import { gridSize, valuesOf } from '../../shared/sweep/grid';
import { readAbout, writeAbout } from '../runs/about';
import { TRIALS_HEADER } from '../runs/trialsCsv';
import { textFile, type OutgoingFile } from '../outgoingFile';
import { fewAtOnce } from '../runs/fewAtOnce';
import { isSystemError, RUN_FILES } from '../runs/folder';
import { loadRun, openRun, storedSummary } from '../runs/library';
import { formatJson } from '../runs/runFiles';
import { countedIn } from '../stopping';
import { summarise } from '../trial/summary';
import { cellState } from './cellLog';
import { formatCells } from './cellsCsv';
import { planCells } from './plan';
import {
  cellRunId,
  CELLS_FOLDER,
  readStand,
  readSweepFile,
  sweepFolderOf,
  type SweepFile,
} from './sweepFiles';

const CSV = 'text/csv;charset=utf-8';

/** All sweeps in the folder, the newest first. What is not a sweep is passed over; no folder means no sweeps. */
export async function listSweeps(sweepsFolder: string): Promise<SweepInfo[]> {
  const names = await readdir(sweepsFolder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw new LabError('io', `Cannot read ${sweepsFolder}. Choose a folder that can be read.`, {
      cause: error,
    });
  });
  const sweeps = await fewAtOnce(names, (name) => infoOrNull(sweepsFolder, name));
  return sweeps
    .filter((sweep) => sweep !== null)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt) || b.sweepId.localeCompare(a.sweepId));
}

async function infoOrNull(sweepsFolder: string, name: string): Promise<SweepInfo | null> {
  try {
    return await sweepInfo(sweepsFolder, name);
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}

/**
 * One sweep as the list has it.
 *
 * @throws LabError as `loadSweep`
 */
export async function sweepInfo(sweepsFolder: string, sweepId: string): Promise<SweepInfo> {
  const { name: givenName, startedAt, sweep } = await readSweepFile(sweepsFolder, sweepId);
  const folder = sweepFolderOf(sweepsFolder, sweepId);
  const stand = await readStand(folder);
  const { name = givenName, tags, note, pinned } = await readAbout(folder);
  return {
    sweepId,
    name,
    tags,
    note,
    pinned,
    startedAt,
    sweep,
    complete: stand?.complete ?? false,
    cells: gridSize(sweep.axes),
    cellsDone: stand?.cellsDone ?? 0,
    cellsFailed: stand?.problems.length ?? 0,
    trialsDone: stand?.trialsDone ?? 0,
  };
}

/**
 * Changes what people say of a sweep.
 *
 * @throws LabError `no-such-run`, `io`
 */
export async function relabelSweep(
  sweepsFolder: string,
  { sweepId, ...labels }: RelabelSweep,
): Promise<SweepInfo> {
  await readSweepFile(sweepsFolder, sweepId);
  await writeAbout(sweepFolderOf(sweepsFolder, sweepId), labels);
  return sweepInfo(sweepsFolder, sweepId);
}

/**
 * A sweep with what each of its cells has shown.
 *
 * @throws LabError `no-such-run`, or `bad-file` when its files cannot be read
 */
export async function loadSweep(sweepsFolder: string, sweepId: string): Promise<SweepData> {
  const file = await readSweepFile(sweepsFolder, sweepId);
  const folder = sweepFolderOf(sweepsFolder, sweepId);
  const stand = await readStand(folder);
  const problems = new Map(stand?.problems.map(({ cell, problem }) => [cell, problem]));
  const numbers = Array.from({ length: gridSize(file.sweep.axes) }, (_, cell) => cell);
  const cells = await fewAtOnce(numbers, (cell) => loadCell(file, folder, cell, problems.get(cell) ?? null));
  return {
    sweepId,
    startedAt: file.startedAt,
    sweep: file.sweep,
    cells,
    // Whatever was written down last, the trials themselves tell.
    complete: cells.every(({ state }) => state === 'done' || state === 'failed'),
    cellsDone: cells.filter(({ state }) => state === 'done' || state === 'failed').length,
    trialsDone: cells.reduce((sum, { summary }) => sum + summary.trials, 0),
  };
}

async function loadCell(
  { sweep }: SweepFile,
  folder: string,
  cell: number,
  problem: string | null,
): Promise<SweepCell> {
  const summary = await summaryOf(join(folder, CELLS_FOLDER), cellRunId(cell));
  const state = cellState(sweep.stop, countedIn(summary), problem);
  return { cell, values: valuesOf(sweep.axes, cell), state, problem, summary };
}

async function summaryOf(cellsFolder: string, runId: string): Promise<RunSummary> {
  try {
    const { folder, file } = await openRun(cellsFolder, runId);
    return (await storedSummary(folder, file.experiment)) ?? (await loadRun(cellsFolder, runId)).summary;
  } catch (error) {
    if (error instanceof LabError && error.code === 'no-such-run') return summarise([], null);
    throw error;
  }
}

/**
 * One cell's trials, as a run.
 *
 * @throws LabError `no-such-run` also for a cell that has no trials yet
 */
export async function loadSweepCell(
  sweepsFolder: string,
  { sweepId, cell }: SweepCellRequest,
): Promise<RunData> {
  return loadRun(join(sweepFolderOf(sweepsFolder, sweepId), CELLS_FOLDER), cellRunId(cell));
}

/** Makes the page for people of one sweep. */
export type MakeSweepReport = (sweepsFolder: string, sweepId: string) => Promise<string>;

/**
 * A file to hand to a person.
 *
 * @throws LabError as `loadSweep`
 */
export async function exportSweep(
  sweepsFolder: string,
  { sweepId, kind }: SweepExportRequest,
  makeReport: MakeSweepReport,
): Promise<OutgoingFile> {
  const { sweep } = await readSweepFile(sweepsFolder, sweepId);
  switch (kind) {
    case 'cells': {
      const { cells } = await loadSweep(sweepsFolder, sweepId);
      const plan = planCells(sweep);
      const rows = cells.flatMap((cell) => {
        const experiment = plan[cell.cell]?.experiment;
        return experiment === undefined ? [] : [{ ...cell, runId: cellRunId(cell.cell), experiment }];
      });
      return { ...textFile(`${sweepId}-cells.csv`, CSV, formatCells(sweep.axes, rows)), rows: rows.length };
    }
    case 'trials': {
      const folder = join(sweepFolderOf(sweepsFolder, sweepId), CELLS_FOLDER);
      const open = () => allTrials(folder, gridSize(sweep.axes));
      return { fileName: `${sweepId}-trials.csv`, mimeType: CSV, rows: null, open };
    }
    case 'sweep':
      return textFile(`${sweepId}.json`, 'application/json', formatJson(sweep));
    case 'report':
      return textFile(`${sweepId}.html`, 'text/html;charset=utf-8', await makeReport(sweepsFolder, sweepId));
  }
}

/** The trials of all cells under one header; their run ids are those of cells.csv. */
async function* allTrials(cellsFolder: string, cells: number): AsyncGenerator<string> {
  yield TRIALS_HEADER;
  for (let cell = 0; cell < cells; cell += 1) {
    const path = join(cellsFolder, cellRunId(cell), RUN_FILES.trials);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return '';
      throw error;
    });
    // Whole lines, without each file's own header.
    yield text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1);
  }
}
