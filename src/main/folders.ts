import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LabError, messageOf } from '../shared/errors';
import { isSystemError } from '../lab/runs/folder';

/** Where runs are kept when nobody says otherwise: RAFT_LAB_RUNS, else `runs` in the current folder. */
export function defaultRunsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['RAFT_LAB_RUNS'] ?? 'runs');
}

/**
 * Makes a folder for results, or finds out now rather than after an hour that it cannot be written.
 * @throws LabError `bad-argument`
 */
export async function writableFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  try {
    await makeFolders(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new LabError(
      'bad-argument',
      `Results cannot be written to ${path} (${messageOf(error)}): name a folder that you may write to.`,
      { cause: error },
    );
  }
  return path;
}

/** Node's own recursive `mkdir` never ends where a folder is that takes no others (/proc). */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (isSystemError(error, 'EEXIST') && (await stat(path)).isDirectory()) return;
    if (!isSystemError(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeFolders(dirname(path));
    await mkdir(path);
  }
}

const DATA_FOLDER = /^raft-lab-(\d+)-/;

/**
 * A folder for the nodes' logs of one cluster, which nobody needs when the cluster is gone. Folders of labs that were
 * killed before they could clean up are removed on the way.
 */
export async function makeDataFolder(parent = tmpdir()): Promise<string> {
  const names = await readdir(parent);
  const left = names.filter((name) => {
    const owner = DATA_FOLDER.exec(name)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
  await Promise.all(left.map((name) => removeDataFolder(join(parent, name))));
  return mkdtemp(join(parent, `raft-lab-${process.pid}-`));
}

/** A folder that will not go (another user's, say) is left where it is. */
export async function removeDataFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
