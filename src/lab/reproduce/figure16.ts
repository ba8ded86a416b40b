import { QUANTILES, type Figure16Line, type Quantile } from '../../shared/figure16';
import { figure16Tolerance, type Figure16Comparison, type Figure16Differences } from '../../shared/reference';
import { IDEAL, type Environment } from '../../shared/environment';
import { experimentSchema, type Engine, type Experiment } from '../../shared/experiment';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { ecdf } from '../statistics/ecdf';
import { quantile } from '../statistics/quantile';
import type { SortedSamples } from '../statistics/sortedSamples';

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
const FIGURE_16_ENVIRONMENT: Environment = {
  ...IDEAL,
  ownLatency: { kind: 'fixed', ms: 0.4 },
  persist: { kind: 'uniform', minMs: 0, maxMs: 7.4 },
  timerNoise: { kind: 'uniform', minMs: 0, maxMs: 0.06 },
  extraEntries: [3, 3, 2, 1, 0],
};

/** The authors' line without randomness takes half a minute a trial, and has this many. */
const TRIALS_WITHOUT_RANDOMNESS = 100;

export interface Figure16Options {
  readonly engine: Engine;
  readonly trials: number;
  readonly seed: number;
  /** Clusters side by side, or threads. */
  readonly concurrency?: Experiment['concurrency'];
}

/**
 * One line. Real nodes are given the fitted latency by their links, and writes that take the fitted time: durability is
 * `os`, so that what survives a crash of the process is kept, and the machine's own disk adds nothing. Timers are late
 * as they are.
 */
export function figure16Experiment(
  { minMs, maxMs }: Figure16Line,
  { engine, trials, seed, concurrency = 'auto' }: Figure16Options,
): Experiment {
  const { ownLatency, persist, extraEntries } = FIGURE_16_ENVIRONMENT;
  const settings = {
    ...DEFAULT_SETTINGS,
    electionTimeoutMinMs: minMs,
    electionTimeoutMaxMs: maxMs,
    heartbeatMs: minMs / 2,
  };
  return experimentSchema.parse({
    name: `figure-16 ${minMs}-${maxMs}`,
    engine,
    cluster: engine === 'simulation' ? settings : { ...settings, latency: ownLatency, durability: 'os' },
    trials: minMs === maxMs ? Math.min(trials, TRIALS_WITHOUT_RANDOMNESS) : trials,
    concurrency,
    seed,
    trialCapMs: 3_600_000,
    environment: engine === 'simulation' ? FIGURE_16_ENVIRONMENT : { ...IDEAL, persist, extraEntries },
  });
}

/** Extremes depend on the number of trials. */
const INNER_QUANTILES = ['p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99'] as const;

/** Our downtimes on one line, ms. */
export interface LineDowntimes {
  /** At least one. */
  readonly all: SortedSamples;
  /** Those of trials in which every timer was in time; null of a simulation, which has no others. */
  readonly clean: SortedSamples | null;
}

export function compareWithFigure16(line: Figure16Line, { all, clean }: LineDowntimes): Figure16Comparison {
  const at = (name: Quantile): number => quantile(all, QUANTILES[name]) ?? Number.NaN;
  const differences = differencesFrom(line, all);
  const { medianDifference, distance } = differences;
  const tolerance = figure16Tolerance(line);
  return {
    line,
    engine: clean === null ? 'simulation' : 'processes',
    trials: all.size,
    ours: {
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
      mean: all.mean ?? Number.NaN,
    },
    ...differences,
    within:
      tolerance === null
        ? null
        : Math.abs(medianDifference) <= tolerance.median && distance <= tolerance.distance,
    clean:
      clean === null
        ? null
        : { trials: clean.size, differences: clean.size > 0 ? differencesFrom(line, clean) : null },
  };
}

function differencesFrom(line: Figure16Line, downtimesMs: SortedSamples): Figure16Differences {
  const apart = (name: Quantile): number =>
    Math.abs((ecdf(downtimesMs, line.published[name]) ?? 0) - QUANTILES[name]);
  return {
    medianDifference: (quantile(downtimesMs, QUANTILES.p50) ?? Number.NaN) / line.published.p50 - 1,
    distance: Math.max(...INNER_QUANTILES.map(apart)),
  };
}
