import type { MeasureProgress } from '../../shared/contract';
import { messageOf } from '../../shared/errors';
import type { Experiment, RunSummary } from '../../shared/experiment';
import { PreciseClock, type Clock } from '../../node/clock';
import type { Cluster } from '../cluster/cluster';
import { RunLog, type Recorder } from './runLog';
import { TrialRunner } from './trialRunner';

export interface RunOnClusterOptions {
  readonly recorder: Recorder;
  /** Its abort ends the run; what is done is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MeasureProgress) => void;
  /** Decides when leaders crash; absent: a precise one. */
  readonly clock?: Clock;
}

/**
 * Crashes the leader of a live cluster again and again, and leaves all its nodes running. The cluster's settings
 * must be the experiment's, and stay so meanwhile.
 *
 * @throws LabError when the cluster cannot be brought to rest; the trials done until then are kept
 */
export async function runOnCluster(
  cluster: Cluster,
  experiment: Experiment,
  { recorder, signal, onProgress, clock = new PreciseClock() }: RunOnClusterOptions,
): Promise<RunSummary> {
  const log = new RunLog(experiment, recorder, onProgress);
  let runner: TrialRunner | null = null;
  try {
    runner = new TrialRunner({
      cluster,
      experiment,
      runId: log.runId,
      originMs: log.originMs,
      clock,
    });
    log.begin();
    for (let trial = 0; trial < experiment.trials; trial += 1) {
      await log.add([await runner.run(trial, signal)]);
    }
    await runner.restore();
    return await log.end('done', null);
  } catch (error) {
    // A node that cannot be brought back stays crashed for all to see; what ended the run is what counts here.
    await runner?.restore().catch(() => undefined);
    if (signal.aborted) return await log.end('stopped', null);
    await log.end('failed', messageOf(error));
    throw error;
  }
}
