import { moveToTrash, takeFromTrash } from '../runs/trash';
import { readSweepFile } from './sweepFiles';

/**
 * Moves a sweep with all its trials to the trash beside the sweeps.
 *
 * @returns what `restoreSweep` takes
 * @throws LabError `no-such-run`, `io`
 */
export async function deleteSweep(sweepsFolder: string, sweepId: string): Promise<string> {
  await readSweepFile(sweepsFolder, sweepId);
  return moveToTrash(sweepsFolder, sweepId, 'sweep');
}

/** @throws LabError `no-such-run` when it is not there any more, `io` */
export async function restoreSweep(sweepsFolder: string, undoToken: string): Promise<void> {
  await takeFromTrash(sweepsFolder, undoToken, 'sweep');
}
