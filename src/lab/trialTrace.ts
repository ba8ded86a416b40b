import { join } from 'node:path';
import type { TraceRequest, TrialTrace } from '../shared/trace';
import { openRun } from './runs/library';
import { loadTrace } from './runs/traces';
import { replayTrial } from './simulation/replay';
import { cellRunId, CELLS_FOLDER, sweepFolderOf } from './sweep/sweepFiles';

export interface TraceFolders {
  readonly runs: string;
  readonly sweeps: string;
}

/**
 * All that happened in one trial of a run, or of a sweep's cell: a simulated one is played again, of real nodes it is
 * what was kept.
 *
 * @throws LabError `no-such-run` when there is no such run, or nothing of that trial was kept; `bad-argument` when a
 *   simulated run has no such trial
 */
export async function traceTrial(folders: TraceFolders, request: TraceRequest): Promise<TrialTrace> {
  const { folder, runId } = runOf(folders, request);
  const { experiment } = (await openRun(folder, runId)).file;
  if (experiment.engine === 'simulation') return replayTrial({ experiment, runId }, request.trial);
  return await loadTrace(folder, runId, request.trial);
}

function runOf({ runs, sweeps }: TraceFolders, request: TraceRequest): { folder: string; runId: string } {
  if ('runId' in request) return { folder: runs, runId: request.runId };
  const { sweepId, cell } = request;
  return { folder: join(sweepFolderOf(sweeps, sweepId), CELLS_FOLDER), runId: cellRunId(cell) };
}
