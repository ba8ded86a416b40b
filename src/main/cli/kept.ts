import { access } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RUN_FILES } from '../../lab/runs/folder';
import { SWEEP_FILES, sweepsFolderFor } from '../../lab/sweep/sweepFiles';
import { LabError } from '../../shared/errors';
import { defaultRunsFolder } from '../folders';

/** A run or a sweep on disk. */
export interface Kept {
  readonly kind: 'run' | 'sweep';
  readonly folder: string;
}

/**
 * The folder that runs are kept in together, and their ids there.
 *
 * @throws LabError `bad-argument`: only runs of one folder can be compared
 */
export function runsTogether(found: readonly Kept[]): { runsFolder: string; runIds: string[] } {
  const runsFolder = dirname(found[0]?.folder ?? '');
  if (found.some(({ kind, folder }) => kind === 'sweep' || dirname(folder) !== runsFolder)) {
    throw new LabError('bad-argument', 'Runs of one folder can be compared: a sweep is reported on its own.');
  }
  return { runsFolder, runIds: found.map(({ folder }) => basename(folder)) };
}

/**
 * A run or a sweep is named by its folder, wherever that is, or by its id among those of the lab.
 *
 * @throws LabError `bad-argument`
 */
export async function findKept(name: string, runs = defaultRunsFolder()): Promise<Kept> {
  const sweeps = sweepsFolderFor(runs);
  const places: readonly Kept[] = [resolve(name), join(runs, name), join(sweeps, name)].flatMap((folder) => [
    { kind: 'run', folder },
    { kind: 'sweep', folder },
  ]);
  for (const place of places) {
    const file = place.kind === 'run' ? RUN_FILES.experiment : SWEEP_FILES.sweep;
    const isThere = await access(join(place.folder, file)).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  throw new LabError(
    'bad-argument',
    `There is no run or sweep "${name}", neither as a folder nor in ${runs} or ${sweeps}: name a folder (it has ${RUN_FILES.experiment} or ${SWEEP_FILES.sweep} in it) or an id.`,
  );
}
