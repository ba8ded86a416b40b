import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../shared/errors';
import { cannotWrite, isSystemError } from './folder';
import { openRun } from './library';

const TRASH = '.trash';
/** What was deleted can be taken back for so long. */
const KEPT_MS = 7 * 24 * 3_600_000;
const TOKEN = /^(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)~(?<deletedMs>\d+)$/;

/**
 * Moves a run to the trash, a folder beside the runs that is emptied of what was deleted more than a week ago.
 *
 * @returns what `restoreRun` takes
 * @throws LabError `no-such-run`, `io`
 */
export async function deleteRun(runsFolder: string, runId: string, nowMs = Date.now()): Promise<string> {
  await openRun(runsFolder, runId);
  return moveToTrash(runsFolder, runId, 'run', nowMs);
}

/**
 * Takes a run back from the trash.
 *
 * @throws LabError `no-such-run` when it is not there any more, `io`
 */
export async function restoreRun(runsFolder: string, undoToken: string): Promise<void> {
  await takeFromTrash(runsFolder, undoToken, 'run');
}

type Kept = 'run' | 'sweep';

/**
 * Moves a folder into the trash of the one that it is in.
 *
 * @param what it is, for people
 * @returns what `takeFromTrash` takes
 * @throws LabError `no-such-run` when somebody else was faster, `io`
 */
export async function moveToTrash(
  parent: string,
  name: string,
  what: Kept,
  nowMs = Date.now(),
): Promise<string> {
  const [folder, trash] = [join(parent, name), join(parent, TRASH)];
  const undoToken = await mkdir(trash, { recursive: true })
    .then(() => renamedInto(trash, folder, name, nowMs))
    .catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw cannotWrite(folder, error);
      throw new LabError('no-such-run', `That ${what} is not there any more: it was deleted meanwhile.`);
    });
  // What cannot be removed for good now is tried again with the next deletion.
  await emptyTrash(parent, nowMs).catch(() => undefined);
  return undoToken;
}

/** Of two of one name that are deleted in the same millisecond, the second counts as deleted in the next. */
async function renamedInto(trash: string, folder: string, name: string, nowMs: number): Promise<string> {
  for (let deletedMs = nowMs; ; deletedMs += 1) {
    const undoToken = `${name}~${deletedMs}`;
    try {
      await rename(folder, join(trash, undoToken));
      return undoToken;
    } catch (error) {
      if (!isSystemError(error, 'ENOTEMPTY') && !isSystemError(error, 'EEXIST')) throw error;
    }
  }
}

/**
 * @param what it is, for people
 * @throws LabError `no-such-run` when it is not there any more, `io`
 */
export async function takeFromTrash(parent: string, undoToken: string, what: Kept): Promise<void> {
  const name = TOKEN.exec(undoToken)?.groups?.['name'];
  const gone = new LabError('no-such-run', `That ${what} is not in the trash: it is emptied after a week.`);
  if (name === undefined) throw gone;
  try {
    await rename(join(parent, TRASH, undoToken), join(parent, name));
  } catch (error) {
    throw isSystemError(error, 'ENOENT') ? gone : cannotWrite(parent, error);
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
