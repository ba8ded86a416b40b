import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
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
 * A run or a sweep is named by its folder, wherever that is, or by its id among those of the lab.
 *
 * @throws LabError `bad-argument`
 */
export async function findKept(name: string): Promise<Kept> {
  const [runs, sweeps] = [defaultRunsFolder(), sweepsFolderFor(defaultRunsFolder())];
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
