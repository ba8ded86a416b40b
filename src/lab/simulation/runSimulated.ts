import { availableParallelism } from 'node:os';
import type { MeasureProgress } from '../../shared/measure';
import type { Experiment } from '../../shared/experiment';
import type { RunSummary } from '../../shared/runStatistics';
import { requireEnoughNodes } from '../experiment/enoughNodes';
import { RunLog } from '../experiment/runLog';
import { RunRecorder } from '../runs/recorder';
import { simulateInParallel, type InParallelOptions } from './inParallel';

export interface RunSimulatedOptions extends Pick<InParallelOptions, 'signal' | 'simulators'> {
  readonly experiment: Experiment;
  readonly runsFolder: string;
  /** Raft Lab's own, for the record. */
  readonly version: string;
  readonly onProgress: (progress: MeasureProgress) => void;
}

/** However many processors there are: beyond this, writing the trials down takes longer than simulating them. */
const MOST_THREADS = 16;

/**
 * Runs an experiment in virtual time, and keeps it in a new run folder as `runExperiment` does. An abort ends it; what
 * is done is kept.
 *
 * @throws LabError when the experiment cannot be run, or not to its end; the trials done until then are kept
 */
export async function runSimulated(options: RunSimulatedOptions): Promise<RunSummary> {
  const { experiment, runsFolder, version, signal, simulators, onProgress } = options;
  requireEnoughNodes(experiment.kind, experiment.cluster.nodes, experiment.cluster.nodes);
  const recorder = await RunRecorder.create(runsFolder, experiment, { version });
  const log = new RunLog(experiment, recorder, onProgress);
  const enough = new AbortController();
  try {
    log.begin();
    await simulateInParallel(
      { experiment, runId: log.runId },
      {
        threads: threadsFor(experiment.concurrency),
        signal: AbortSignal.any([signal, enough.signal]),
        take: async (finished) => {
          await log.add(finished, 'untilEnough');
          if (experiment.precision !== null && log.isEnough) enough.abort();
        },
        ...(simulators && { simulators }),
      },
    );
    return await log.end(signal.aborted ? 'stopped' : 'done', null);
  } catch (error) {
    await log.fail(error);
    throw error;
  }
}

/** `auto`: all processors, within reason. */
export function threadsFor(concurrency: Experiment['concurrency']): number {
  return concurrency === 'auto' ? Math.min(MOST_THREADS, availableParallelism()) : concurrency;
}
