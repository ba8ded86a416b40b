import type { TraceRequest, TrialTrace } from '../shared/trace';
import { openRun } from './runs/library';
import { loadTrace } from './runs/traces';
import { replayTrial } from './simulation/replay';

/**
 * All that happened in one trial of a run: a simulated one is played again, of real nodes it is what was kept.
 *
 * @throws LabError `no-such-run` when there is no such run, or nothing of that trial was kept; `bad-argument` when a
 *   simulated run has no such trial
 */
export async function traceTrial(runsFolder: string, { runId, trial }: TraceRequest): Promise<TrialTrace> {
  const { experiment } = (await openRun(runsFolder, runId)).file;
  if (experiment.engine === 'simulation') return replayTrial({ experiment, runId }, trial);
  return await loadTrace(runsFolder, runId, trial);
}
