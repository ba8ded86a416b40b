import type { MeasureProgress } from '../../shared/contract';
import { FIGURE_16_LINES, QUANTILES, type Figure16Line, type Quantile } from '../../shared/figure16';
import { ecdf as ecdfSteps } from '../../shared/histogram';
import { figure16Tolerance, type Figure16Comparison, type ReproducedLine } from '../../shared/reference';
import { IDEAL, type Environment } from '../../shared/environment';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { simulateInParallel } from '../simulation/inParallel';
import { runSimulated, threadsFor } from '../simulation/runSimulated';
import { ecdf } from '../statistics/ecdf';
import { quantile } from '../statistics/quantile';
import { SortedSamples } from '../statistics/sortedSamples';

/**
 * The experiment of the Raft paper's Figure 16 (Ongaro & Ousterhout, extended version, §9.3): five servers whose
 * leader is crashed at a random moment of its heartbeat interval, half the minimum timeout, after a heartbeat that
 * reached all at once; the four that are left have logs of four lengths, so that two of them cannot win.
 */

/**
 * What that hardware did, as far as the published trials tell it: 0.4 ms one way, writes that take up to 7.4 ms with
 * each time equally likely (as a disk's turn does), timers up to 0.06 ms late. Found by fitting all ten lines at
 * once. The last alone decides the line without randomness, 150–150, where only it can tell servers apart.
 */
export const FIGURE_16_ENVIRONMENT: Environment = {
  ...IDEAL,
  ownLatency: { kind: 'fixed', ms: 0.4 },
  persist: { kind: 'uniform', minMs: 0, maxMs: 7.4 },
  timerNoise: { kind: 'uniform', minMs: 0, maxMs: 0.06 },
  extraEntries: [3, 3, 2, 1, 0],
};

/** The authors' line without randomness takes half a minute a trial, and has this many. */
const TRIALS_WITHOUT_RANDOMNESS = 100;

/** One line in virtual time. */
export function figure16Experiment(line: Figure16Line, trials: number, seed: number): Experiment {
  const { minMs, maxMs } = line;
  return experimentSchema.parse({
    name: `figure-16 ${minMs}-${maxMs}`,
    engine: 'simulation',
    cluster: {
      ...DEFAULT_SETTINGS,
      electionTimeoutMinMs: minMs,
      electionTimeoutMaxMs: maxMs,
      heartbeatMs: minMs / 2,
    },
    trials: minMs === maxMs ? Math.min(trials, TRIALS_WITHOUT_RANDOMNESS) : trials,
    seed,
    trialCapMs: 3_600_000,
    environment: FIGURE_16_ENVIRONMENT,
  });
}

/** Extremes depend on the number of trials. */
const INNER_QUANTILES = ['p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99'] as const;

/** @param downtimesMs at least one */
export function compareWithFigure16(line: Figure16Line, downtimesMs: SortedSamples): Figure16Comparison {
  const at = (name: Quantile): number => quantile(downtimesMs, QUANTILES[name]) ?? Number.NaN;
  const apart = (name: Quantile): number =>
    Math.abs((ecdf(downtimesMs, line.published[name]) ?? 0) - QUANTILES[name]);
  const medianDifference = at('p50') / line.published.p50 - 1;
  const distance = Math.max(...INNER_QUANTILES.map(apart));
  const tolerance = figure16Tolerance(line);
  return {
    line,
    trials: downtimesMs.size,
    simulated: {
      min: at('min'),
      p5: at('p5'),
      p10: at('p10'),
      p25: at('p25'),
      p50: at('p50'),
      p75: at('p75'),
      p90: at('p90'),
      p95: at('p95'),
      p99: at('p99'),
      max: at('max'),
      mean: downtimesMs.mean ?? Number.NaN,
    },
    medianDifference,
    distance,
    within:
      tolerance === null
        ? null
        : Math.abs(medianDifference) <= tolerance.median && distance <= tolerance.distance,
  };
}

export interface ReproduceOptions {
  /** A line, or a setting. */
  readonly trials: number;
  readonly seed: number;
  /** Its abort ends it with what is done. */
  readonly signal: AbortSignal;
}

export interface ReproduceFigure16Options extends ReproduceOptions {
  /** Each line's run gets its folder here. */
  readonly folder: string;
  /** Raft Lab's own, for the record. */
  readonly version: string;
  readonly onProgress: (progress: MeasureProgress) => void;
}

/** All lines, one after another; aborted, those that were completed. */
export async function reproduceFigure16(options: ReproduceFigure16Options): Promise<Figure16Comparison[]> {
  const { trials, seed, signal, folder, version, onProgress } = options;
  const comparisons: Figure16Comparison[] = [];
  for (const line of FIGURE_16_LINES) {
    const downtimesMs = new SortedSamples();
    await runSimulated({
      experiment: figure16Experiment(line, trials, seed),
      runsFolder: folder,
      version,
      signal,
      onProgress: (progress) => {
        for (const { downtimeMs } of progress.newTrials) if (downtimeMs !== null) downtimesMs.add(downtimeMs);
        onProgress(progress);
      },
    });
    if (signal.aborted) break;
    comparisons.push(compareWithFigure16(line, downtimesMs));
  }
  return comparisons;
}

/** Steps of our distribution function that a chart can show. */
const STEPS = 400;

/** One line alone, kept nowhere. */
export async function reproduceFigure16Line(
  line: Figure16Line,
  { trials, seed, signal }: ReproduceOptions,
): Promise<ReproducedLine> {
  const experiment = figure16Experiment(line, trials, seed);
  const downtimesMs = new SortedSamples();
  await simulateInParallel(
    { experiment },
    {
      threads: threadsFor('auto'),
      signal,
      take: (finished) => {
        for (const { trial } of finished) if (trial.downtimeMs !== null) downtimesMs.add(trial.downtimeMs);
      },
    },
  );
  return {
    comparison: compareWithFigure16(line, downtimesMs),
    steps: ecdfSteps([...downtimesMs.toArray()], STEPS, experiment.trials),
  };
}
