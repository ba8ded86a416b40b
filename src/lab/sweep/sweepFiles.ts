import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../shared/errors';
import { sweepSchema } from '../../shared/sweep/sweep';
import { isSystemError } from '../runs/folder';
import { recordedOnShape } from '../runs/runFiles';

/** A sweep's folder: these files, and in `cells` a run's folder for each cell that has trials. */
export const SWEEP_FILES = {
  sweep: 'sweep.json',
  progress: 'progress.json',
  cells: 'cells.csv',
} as const;
export const CELLS_FOLDER = 'cells';

/** The name of a cell's folder, which is its run id: `cell-0007`. */
export function cellRunId(cell: number): string {
  return `cell-${String(cell).padStart(4, '0')}`;
}

/** Sweeps are beside the runs; where the runs' folder has a name of somebody's own, in it. */
export function sweepsFolderFor(runsFolder: string): string {
  return basename(runsFolder) === 'runs' ? join(dirname(runsFolder), 'sweeps') : join(runsFolder, 'sweeps');
}

/** sweep.json: what is to be run, resolved, and on what it was begun. */
const sweepFileSchema = z.object({
  format: z.literal(1),
  sweepId: z.string(),
  name: z.string(),
  /** UTC, ISO 8601. */
  startedAt: z.iso.datetime(),
  sweep: sweepSchema,
  ...recordedOnShape,
});
export type SweepFile = z.infer<typeof sweepFileSchema>;

/** progress.json: how far it got when that was last written down. The trials themselves may be further. */
const sweepStandSchema = z.object({
  format: z.literal(1),
  complete: z.boolean(),
  cells: z.int(),
  cellsDone: z.int(),
  trialsDone: z.int(),
  /** Cells that cannot have trials, and why. */
  problems: z.array(z.object({ cell: z.int(), problem: z.string() })),
});
export type SweepStand = z.infer<typeof sweepStandSchema>;

/**
 * The folder of a sweep. A sweep's id is a plain folder name: one that could lead elsewhere names no sweep.
 *
 * @throws LabError `no-such-run`
 */
export function sweepFolderOf(sweepsFolder: string, sweepId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(sweepId)) return join(sweepsFolder, sweepId);
  throw noSuchSweep(sweepsFolder, sweepId);
}

/** @throws LabError `no-such-run`, or `bad-file` when its file cannot be read */
export async function readSweepFile(sweepsFolder: string, sweepId: string): Promise<SweepFile> {
  const path = join(sweepFolderOf(sweepsFolder, sweepId), SWEEP_FILES.sweep);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) {
      throw noSuchSweep(sweepsFolder, sweepId);
    }
    throw error;
  });
  return parseJson(text, sweepFileSchema, path);
}

/** Null where none was written yet, or not whole. */
export async function readStand(folder: string): Promise<SweepStand | null> {
  const path = join(folder, SWEEP_FILES.progress);
  try {
    return parseJson(await readFile(path, 'utf8'), sweepStandSchema, path);
  } catch (error) {
    if (error instanceof LabError || isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

function parseJson<T>(text: string, schema: z.ZodType<T>, path: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new LabError('bad-file', `${path} is damaged or of another version of Raft Lab.`, { cause: error });
  }
}

function noSuchSweep(sweepsFolder: string, sweepId: string): LabError {
  return new LabError(
    'no-such-run',
    `There is no sweep ${JSON.stringify(sweepId)} in ${sweepsFolder}. A sweep's id is the name of its folder there.`,
  );
}
