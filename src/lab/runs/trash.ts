import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../shared/errors';
import { cannotWrite, isSystemError, runFolderOf } from './folder';
import { openRun } from './library';

const TRASH = '.trash';
/** Deleted runs can be taken back for so long. */
const KEPT_MS = 7 * 24 * 3_600_000;
const TOKEN = /^(?<runId>[A-Za-z0-9][A-Za-z0-9._-]*)~(?<deletedMs>\d+)$/;

/**
 * Moves a run to the trash, a folder beside the runs that is emptied of what was deleted more than a week ago.
 *
 * @returns what `restoreRun` takes
 * @throws LabError `no-such-run`, `io`
 */
export async function deleteRun(runsFolder: string, runId: string, nowMs = Date.now()): Promise<string> {
  const { folder } = await openRun(runsFolder, runId);
  const undoToken = `${runId}~${nowMs}`;
  try {
    await mkdir(join(runsFolder, TRASH), { recursive: true });
    await rename(folder, join(runsFolder, TRASH, undoToken));
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  await emptyTrash(runsFolder, nowMs);
  return undoToken;
}

/**
 * Takes a run back from the trash.
 *
 * @throws LabError `no-such-run` when it is not there any more, `io`
 */
export async function restoreRun(runsFolder: string, undoToken: string): Promise<void> {
  const runId = TOKEN.exec(undoToken)?.groups?.['runId'];
  const gone = new LabError('no-such-run', 'That run is not in the trash: it is emptied after a week.');
  if (runId === undefined) throw gone;
  try {
    await rename(join(runsFolder, TRASH, undoToken), runFolderOf(runsFolder, runId));
  } catch (error) {
    throw isSystemError(error, 'ENOENT') ? gone : cannotWrite(runsFolder, error);
  }
}

/** Removes for good what was deleted more than a week ago. */
export async function emptyTrash(runsFolder: string, nowMs = Date.now()): Promise<void> {
  const names = await readdir(join(runsFolder, TRASH)).catch(() => []);
  const old = names.filter((name) => {
    const deletedMs = TOKEN.exec(name)?.groups?.['deletedMs'];
    return deletedMs !== undefined && nowMs - Number(deletedMs) > KEPT_MS;
  });
  await Promise.all(old.map((name) => rm(join(runsFolder, TRASH, name), { recursive: true, force: true })));
}
