import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabEvent } from '../../shared/labEvent';
import type { MeasureProgress } from '../../shared/measure';
import type { Experiment } from '../../shared/experiment';
import type { RunSummary } from '../../shared/runStatistics';
import { RunRecorder } from '../runs/recorder';
import type { Spawner } from '../spawner';
import { workTogether, type CrewMember } from './crew';
import { requireEnoughNodes } from './enoughNodes';
import { RunLog } from './runLog';
import { RunMachine } from './runMachine';
import { clusterSeed } from './schedule';
import { TrialRunner } from './trialRunner';

export interface RunExperimentOptions {
  readonly experiment: Experiment;
  readonly spawner: Spawner;
  readonly runsFolder: string;
  /** Raft Lab's own, for the record. */
  readonly version: string;
  /** Its abort ends the run; what is done is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MeasureProgress) => void;
  /** What does not go by plan: trials that start over, nodes that died, a cluster that was given up. */
  readonly onEvent?: (event: LabEvent) => void;
}

/**
 * Runs an experiment on clusters of its own, side by side, and keeps it in a new run folder.
 *
 * @throws LabError when the experiment cannot be run, or not to its end; the trials done until then are kept
 */
export async function runExperiment(options: RunExperimentOptions): Promise<RunSummary> {
  const { experiment, runsFolder, version, onProgress, signal } = options;
  requireEnoughNodes(experiment.kind, experiment.cluster.nodes, experiment.cluster.nodes);
  const recorder = await RunRecorder.create(runsFolder, experiment, { version });
  const log = new RunLog(experiment, recorder, onProgress);
  const dataFolder = join(recorder.folder, 'nodes');
  const machine = new RunMachine();
  let next = 0;
  const share = async (member: CrewMember): Promise<void> => {
    const cluster = await member.start(experiment.cluster, clusterSeed(experiment.seed, member.number));
    const watch = machine.watch(cluster);
    try {
      const { runId, originMs } = log;
      const { setAlarm } = member;
      const runner = new TrialRunner({ cluster, experiment, runId, originMs, setAlarm });
      while (next < experiment.trials && !log.isEnough && !member.mayLeave()) {
        const trial = next;
        next += 1;
        const finished = await runner.run(trial, member.signal);
        watch.trialEnded(finished.trial.clean);
        member.observe(cluster, finished.trial.clean);
        await log.add([finished]);
      }
    } finally {
      watch.close();
      await cluster.stop();
    }
  };
  try {
    log.begin();
    const { concurrency, cluster, trials } = experiment;
    const { nodes, clientLoadPerSecond } = cluster;
    await workTogether(
      { ...options, dataFolder, concurrency, nodes, clientLoadPerSecond, most: trials },
      share,
    );
    return await log.end(signal.aborted ? 'stopped' : 'done', null, machine.delays);
  } catch (error) {
    await log.fail(error);
    throw error;
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}
