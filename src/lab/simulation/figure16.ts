import { experimentSchema, type Environment } from '../../shared/experiment';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import type { Simulation } from './simulateTrials';

/**
 * The experiment of the Raft paper's Figure 16 (Ongaro & Ousterhout, extended version, §9.3): five servers whose
 * leader is crashed at a random moment of its heartbeat interval, half the minimum timeout, after a heartbeat that
 * reached all at once; the four that are left have logs of four lengths, so that two of them cannot win.
 */

/** Downtimes in ms, by share of trials below them. */
export interface PublishedQuantiles {
  readonly p5: number;
  readonly p10: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** One line of the figure. */
export interface Figure16Line {
  readonly minMs: number;
  readonly maxMs: number;
  readonly published: PublishedQuantiles;
}

/** From the trials that the authors published; 150–150 has 100 of them, the others 1,000 each. */
export const FIGURE_16_LINES: readonly Figure16Line[] = [
  {
    minMs: 150,
    maxMs: 150,
    published: {
      p5: 17349.24,
      p10: 19847.43,
      p25: 28415.69,
      p50: 40882.28,
      p75: 60537.25,
      p90: 84150.3,
      p95: 105797.49,
      p99: 258149.63,
    },
  },
  {
    minMs: 150,
    maxMs: 151,
    published: {
      p5: 287.05,
      p10: 434.45,
      p25: 736.54,
      p50: 1198.42,
      p75: 1939.89,
      p90: 3131.73,
      p95: 3906.06,
      p99: 5982.02,
    },
  },
  {
    minMs: 150,
    maxMs: 155,
    published: {
      p5: 106.4,
      p10: 119.21,
      p25: 154.37,
      p50: 287.27,
      p75: 434.73,
      p90: 606.65,
      p95: 763.18,
      p99: 1224.39,
    },
  },
  {
    minMs: 150,
    maxMs: 175,
    published: {
      p5: 101.9,
      p10: 106.8,
      p25: 120.9,
      p50: 140.96,
      p75: 164.23,
      p90: 290.97,
      p95: 313.06,
      p99: 462.54,
    },
  },
  {
    minMs: 150,
    maxMs: 200,
    published: {
      p5: 104.33,
      p10: 110.43,
      p25: 124.79,
      p50: 146.43,
      p75: 166.72,
      p90: 193.45,
      p95: 292.95,
      p99: 344.82,
    },
  },
  {
    minMs: 150,
    maxMs: 300,
    published: {
      p5: 114.78,
      p10: 124.64,
      p25: 144.31,
      p50: 171.23,
      p75: 207.54,
      p90: 244.04,
      p95: 264.12,
      p99: 405.51,
    },
  },
  {
    minMs: 12,
    maxMs: 24,
    published: {
      p5: 18.49,
      p10: 19.72,
      p25: 24.44,
      p50: 30.02,
      p75: 42.12,
      p90: 52.43,
      p95: 66.22,
      p99: 86.8,
    },
  },
  {
    minMs: 25,
    maxMs: 50,
    published: {
      p5: 28.85,
      p10: 30.55,
      p25: 35.41,
      p50: 43.0,
      p75: 52.43,
      p90: 73.37,
      p95: 82.84,
      p99: 118.02,
    },
  },
  {
    minMs: 50,
    maxMs: 100,
    published: {
      p5: 44.11,
      p10: 47.51,
      p25: 56.08,
      p50: 66.66,
      p75: 79.41,
      p90: 95.58,
      p95: 119.79,
      p99: 168.05,
    },
  },
  {
    minMs: 100,
    maxMs: 200,
    published: {
      p5: 77.74,
      p10: 85.13,
      p25: 100.11,
      p50: 120.09,
      p75: 145.22,
      p90: 165.47,
      p95: 181.41,
      p99: 272.86,
    },
  },
];

/**
 * What that hardware did, as far as the published trials tell it: 0.4 ms one way, writes that take up to 7.4 ms with
 * each time equally likely (as a disk's turn does), timers up to 0.06 ms late. Found by fitting all ten lines at
 * once. The last alone decides the line without randomness, 150–150, where only it can tell servers apart.
 */
export const FIGURE_16_ENVIRONMENT: Environment = {
  ownLatency: { kind: 'fixed', ms: 0.4 },
  persist: { kind: 'uniform', minMs: 0, maxMs: 7.4 },
  timerNoise: { kind: 'uniform', minMs: 0, maxMs: 0.06 },
  extraEntries: [3, 3, 2, 1, 0],
};

/** One line in virtual time. */
export function figure16Simulation(line: Figure16Line, trials: number, seed: number): Simulation {
  return {
    experiment: experimentSchema.parse({
      name: `figure-16 ${line.minMs}-${line.maxMs}`,
      engine: 'simulation',
      cluster: {
        ...DEFAULT_SETTINGS,
        electionTimeoutMinMs: line.minMs,
        electionTimeoutMaxMs: line.maxMs,
        heartbeatMs: line.minMs / 2,
      },
      trials,
      seed,
      trialCapMs: 3_600_000,
      environment: FIGURE_16_ENVIRONMENT,
    }),
  };
}
