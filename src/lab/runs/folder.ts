import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, messageOf } from '../../shared/errors';
import { slug } from '../../shared/slug';

/** The files of one run's folder. */
export const RUN_FILES = {
  experiment: 'experiment.json',
  trials: 'trials.csv',
  terms: 'terms.csv',
  summary: 'summary.json',
  digest: 'digest.bin',
  about: 'about.json',
} as const;

const LONGEST_SLUG = 48;

/** The part of a run's folder name that comes from its experiment's name. */
export function slugOf(name: string): string {
  return slug(name, LONGEST_SLUG, 'run');
}

/** `2026-11-21T07-56-12Z-leader-crash`: sorts by time, and is a file name everywhere. */
export function runIdOf(startedAt: Date, name: string): string {
  return `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${slugOf(name)}`;
}

/**
 * The folder of a run. A run id is a plain folder name: one that could lead elsewhere names no run.
 *
 * @throws LabError `no-such-run`
 */
export function runFolderOf(runsFolder: string, runId: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(runId)) throw noSuchRun(runsFolder, runId);
  return join(runsFolder, runId);
}

export function noSuchRun(runsFolder: string, runId: string): LabError {
  return new LabError(
    'no-such-run',
    `There is no run ${JSON.stringify(runId)} in ${runsFolder}. A run's id is the name of its folder there.`,
  );
}

/** A folder that has just been made for a run, or a sweep. */
export interface NewRunFolder {
  readonly runId: string;
  readonly folder: string;
}

/**
 * Makes the folder for a new run. Runs of one name that start within one second are told apart by a number.
 *
 * @throws LabError `io` when the folder cannot be written to
 */
export async function makeRunFolder(
  runsFolder: string,
  startedAt: Date,
  name: string,
): Promise<NewRunFolder> {
  const wanted = runIdOf(startedAt, name);
  try {
    await mkdir(runsFolder, { recursive: true });
    for (let copy = 1; ; copy++) {
      const runId = copy === 1 ? wanted : `${wanted}-${copy}`;
      const folder = join(runsFolder, runId);
      if (await madeFresh(folder)) return { runId, folder };
    }
  } catch (error) {
    throw cannotWrite(runsFolder, error);
  }
}

/**
 * Makes the folder for a new run, and its first files. Where these cannot be written nothing is left of it: no list
 * would show what is not a run yet, and nobody could delete it.
 *
 * @throws LabError `io`
 */
export async function beginRunFolder<T>(
  runsFolder: string,
  startedAt: Date,
  name: string,
  begin: (made: NewRunFolder) => Promise<T>,
): Promise<T> {
  const made = await makeRunFolder(runsFolder, startedAt, name);
  try {
    return await begin(made);
  } catch (error) {
    await removeRunFolder(made.folder);
    throw error instanceof LabError ? error : cannotWrite(made.folder, error);
  }
}

/** What does not go stays: why it was to go is what counts then. */
export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

/** @returns false when it was there already */
async function madeFresh(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

export function cannotWrite(path: string, cause: unknown): LabError {
  return new LabError(
    'io',
    `Cannot write to ${path} (${messageOf(cause)}). Choose a folder that can be written to, with room on its disk.`,
    { cause },
  );
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
