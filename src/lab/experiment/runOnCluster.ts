import type { MeasureProgress } from '../../shared/measure';
import type { Experiment } from '../../shared/experiment';
import type { RunSummary } from '../../shared/runStatistics';
import type { Cluster } from '../cluster/cluster';
import { AlarmClock, type SetAlarm } from './alarmClock';
import type { TraceRecorder } from '../runs/traces';
import { RunLog, type Recorder } from './runLog';
import { RunMachine } from './runMachine';
import { Tracing } from './tracing';
import { TrialRunner } from './trialRunner';

export interface RunOnClusterOptions {
  readonly recorder: Recorder;
  /** Its abort ends the run; what is done is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MeasureProgress) => void;
  /** Where each trial's trace is kept; absent: nowhere. The run closes it. */
  readonly traces?: TraceRecorder;
  /** Decides when leaders crash; absent: an alarm clock of its own. */
  readonly setAlarm?: SetAlarm;
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
  { recorder, signal, onProgress, traces, setAlarm = new AlarmClock().set }: RunOnClusterOptions,
): Promise<RunSummary> {
  const log = new RunLog(experiment, recorder, onProgress);
  const tracing = traces === undefined ? null : new Tracing(cluster, traces, log.originMs);
  const machine = new RunMachine();
  const watch = machine.watch(cluster);
  let runner: TrialRunner | null = null;
  try {
    runner = new TrialRunner({
      cluster,
      experiment,
      runId: log.runId,
      originMs: log.originMs,
      setAlarm,
    });
    log.begin();
    for (let trial = 0; trial < experiment.trials && !log.isEnough; trial += 1) {
      const finished = await runner.run(trial, signal);
      watch.trialEnded(finished.trial.clean);
      tracing?.add(finished.trial);
      await log.add([finished]);
    }
    await tracing?.end();
    await runner.restore();
    return await log.end('done', null, machine.delays);
  } catch (error) {
    // A node that cannot be brought back stays crashed for all to see; what ended the run is what counts here.
    await runner?.restore().catch(() => undefined);
    await tracing?.end().catch(() => undefined);
    if (signal.aborted) return await log.end('stopped', null, machine.delays);
    await log.fail(error);
    throw error;
  } finally {
    watch.close();
  }
}
