import { availableParallelism } from 'node:os';
import type { LabEvent } from '../../shared/labEvent';
import type { MeasureProgress } from '../../shared/measure';
import type { Figure16Line } from '../../shared/figure16';
import { ecdf as ecdfSteps } from '../../shared/histogram';
import type { Engine, Experiment } from '../../shared/experiment';
import type { Figure16Comparison, Figure16Progress, ReproducedLine } from '../../shared/reference';
import { monotonicMs } from '../../shared/time';
import { isOwnFault } from '../experiment/ownFault';
import { runExperiment } from '../experiment/runExperiment';
import { simulateInParallel } from '../simulation/inParallel';
import { runSimulated, threadsFor } from '../simulation/runSimulated';
import type { Spawner } from '../spawner';
import { SortedSamples } from '../statistics/sortedSamples';
import { compareWithFigure16, figure16Experiment, type LineDowntimes } from './figure16';
import { clustersFor, expectedMs, remainingMs } from './figure16Pace';

export interface ReproduceOptions {
  /** A line, or a setting. */
  readonly trials: number;
  readonly seed: number;
  /** Its abort ends it with what is done. */
  readonly signal: AbortSignal;
}

export interface ReproduceFigure16Options extends ReproduceOptions {
  readonly lines: readonly Figure16Line[];
  readonly engine: Engine;
  /** Clusters side by side; `auto`: as many as a line bears. Of a simulation: threads. */
  readonly concurrency?: Experiment['concurrency'];
  /** Makes the processes. */
  readonly spawner: Spawner;
  /** Each line's run gets its folder here. */
  readonly folder: string;
  /** Raft Lab's own, for the record. */
  readonly version: string;
  readonly onProgress: (progress: Figure16Progress) => void;
  /** Told of each line's run as it begins. */
  readonly onRun?: (runId: string) => void;
  /** Told of each line that is done. */
  readonly onLine?: (line: ReproducedLine) => void;
  /** Told why a line could not be measured to its end, in a sentence; the others are measured all the same. */
  readonly onProblem?: (problem: string) => void;
  /** What does not go by plan with real nodes. */
  readonly onEvent?: (event: LabEvent) => void;
}

/**
 * Line after line. Aborted, those that were completed and, of real nodes, what there is of the one under way. A line
 * whose timeouts are too short for the machine (no leader lasts) has the trials that it came to.
 *
 * @throws LabError when nothing can be run, or written down
 */
export async function reproduceFigure16(options: ReproduceFigure16Options): Promise<Figure16Comparison[]> {
  const { lines, engine, signal } = options;
  const jobs = lines.map((line) => jobOf(line, options));
  const expected = jobs.map(({ line, experiment, clusters }) =>
    expectedMs(line, experiment.trials, clusters),
  );
  const startedMs = monotonicMs();
  const comparisons: Figure16Comparison[] = [];
  for (const [finished, { line, experiment }] of jobs.entries()) {
    const samples = new LineSamples(engine);
    const onProgress = (progress: MeasureProgress): void => {
      samples.add(progress);
      const { runId, done, total } = progress;
      if (done === 0) options.onRun?.(runId);
      const elapsedMs = monotonicMs() - startedMs;
      options.onProgress({
        line,
        finished,
        lines: lines.length,
        done,
        total,
        contaminated: samples.contaminated,
        remainingMs: remainingMs(expected, { finished, share: done / total, elapsedMs }),
      });
    };
    try {
      await run(experiment, options, onProgress);
    } catch (error) {
      if (!isOwnFault(error)) throw error;
      options.onProblem?.(`${line.minMs}–${line.maxMs} ms was given up. ${error.message}`);
    }
    if (signal.aborted && engine === 'simulation') break;
    if (samples.downtimes.all.size > 1) {
      const reproduced = samples.reproduced(line);
      comparisons.push(reproduced.comparison);
      options.onLine?.(reproduced);
    }
    if (signal.aborted) break;
  }
  return comparisons;
}

interface Job {
  readonly line: Figure16Line;
  readonly experiment: Experiment;
  /** Side by side. */
  readonly clusters: number;
}

function jobOf(line: Figure16Line, options: ReproduceFigure16Options): Job {
  const { engine, concurrency = 'auto' } = options;
  if (engine === 'simulation') {
    return { line, experiment: figure16Experiment(line, options), clusters: threadsFor(concurrency) };
  }
  const clusters = concurrency === 'auto' ? clustersFor(line, availableParallelism()) : concurrency;
  return { line, experiment: figure16Experiment(line, { ...options, concurrency: clusters }), clusters };
}

async function run(
  experiment: Experiment,
  { engine, folder, version, signal, spawner, onEvent }: ReproduceFigure16Options,
  onProgress: (progress: MeasureProgress) => void,
): Promise<void> {
  const job = { experiment, runsFolder: folder, version, signal, onProgress };
  if (engine === 'simulation') await runSimulated(job);
  else await runExperiment({ ...job, spawner, ...(onEvent && { onEvent }) });
}

/** Steps of our distribution function that a chart can show. */
const STEPS = 400;

/** Takes trials as they come. */
class LineSamples {
  readonly downtimes: LineDowntimes;
  contaminated = 0;
  #trials = 0;

  constructor(engine: Engine) {
    this.downtimes = {
      all: new SortedSamples(),
      clean: engine === 'simulation' ? null : new SortedSamples(),
    };
  }

  add({ newTrials }: Pick<MeasureProgress, 'newTrials'>): void {
    const { all, clean } = this.downtimes;
    this.#trials += newTrials.length;
    for (const trial of newTrials) {
      if (!trial.clean) this.contaminated += 1;
      if (trial.downtimeMs === null) continue;
      all.add(trial.downtimeMs);
      if (trial.clean) clean?.add(trial.downtimeMs);
    }
  }

  reproduced(line: Figure16Line): ReproducedLine {
    return {
      comparison: compareWithFigure16(line, this.downtimes),
      steps: ecdfSteps([...this.downtimes.all.toArray()], STEPS, this.#trials),
    };
  }
}

/** One line alone in virtual time, kept nowhere. */
export async function reproduceFigure16Line(
  line: Figure16Line,
  { trials, seed, signal }: ReproduceOptions,
): Promise<ReproducedLine> {
  const experiment = figure16Experiment(line, { engine: 'simulation', trials, seed });
  const samples = new LineSamples('simulation');
  await simulateInParallel(
    { experiment },
    {
      threads: threadsFor('auto'),
      signal,
      take: (finished) => {
        samples.add({ newTrials: finished.map(({ trial }) => trial) });
      },
    },
  );
  return samples.reproduced(line);
}
