import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LabError, messageOf } from '../shared/errors';

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
    await mkdir(path, { recursive: true });
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

/** A folder for the nodes' logs of one cluster, which nobody needs when the cluster is gone. */
export async function makeDataFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'raft-lab-'));
}

export async function removeDataFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
