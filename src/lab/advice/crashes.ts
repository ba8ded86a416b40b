import type { AdviceEnvironment } from '../../shared/advice';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import { DEFAULT_SETTINGS, type Timing } from '../../shared/settings';
import { simulateTrials } from '../simulation/simulateTrials';

/** A simulated election that takes as many timeouts as this is given up. */
const LONGEST_IN_TIMEOUTS = 60;

/** Leader crashes of this timing in this environment, in virtual time. */
export function crashExperiment(
  timing: Pick<Timing, 'electionTimeoutMinMs' | 'electionTimeoutMaxMs' | 'heartbeatMs'>,
  { nodes, latency, persist, loss, preVote, checkQuorum }: AdviceEnvironment,
  run: { readonly trials: number; readonly seed: number },
): Experiment {
  return experimentSchema.parse({
    name: 'advice',
    engine: 'simulation',
    cluster: { ...DEFAULT_SETTINGS, ...timing, nodes, latency, loss, preVote, checkQuorum },
    environment: { persist },
    ...run,
    trialCapMs: Math.min(3_600_000, Math.max(1000, LONGEST_IN_TIMEOUTS * timing.electionTimeoutMaxMs)),
  });
}

/**
 * Crashes of one width of the range, told in a form that any minimum timeout and any heartbeat can be put to. A longer
 * minimum delays every round of timeouts by as much; of the heartbeat interval only the moment of the crash in it
 * matters. That holds while a round of votes is short against the minimum, and is checked by `verify`.
 */
export class WidthSample {
  readonly widthMs: number;
  readonly trials: number;
  readonly withSplit: number;
  /** From the last heartbeat that was sent until the cluster had recovered, as if the minimum were 0; Infinity: given up. */
  readonly #recoveredMs: Float64Array;
  /** Rounds of timeouts that were waited for. */
  readonly #rounds: Float64Array;
  /** When in the heartbeat interval the leader crashed, 0 to 1. */
  readonly #phases: Float64Array;
  readonly #sorted: Float64Array;

  /** @param experiment any minimum and heartbeat; the width is its range's */
  constructor(experiment: Experiment) {
    const { electionTimeoutMinMs: minMs, electionTimeoutMaxMs, heartbeatMs } = experiment.cluster;
    const { trials } = experiment;
    // 29.3 + 0.7 − 29.3 is not 0.7, and people read it.
    this.widthMs = Number((electionTimeoutMaxMs - minMs).toPrecision(6));
    this.trials = trials;
    this.#recoveredMs = new Float64Array(trials);
    this.#rounds = new Float64Array(trials);
    this.#phases = new Float64Array(trials);
    this.#sorted = new Float64Array(trials);
    let withSplit = 0;
    for (const { trial } of simulateTrials({ experiment })) {
      const sinceHeartbeatMs = trial.scheduledCrashMs % heartbeatMs;
      const rounds = trial.termsUsed ?? 1;
      this.#phases[trial.trial] = sinceHeartbeatMs / heartbeatMs;
      this.#rounds[trial.trial] = rounds;
      this.#recoveredMs[trial.trial] =
        trial.downtimeMs === null ? Infinity : trial.downtimeMs + sinceHeartbeatMs - rounds * minMs;
      if (trial.splitTerms > 0) withSplit += 1;
    }
    this.withSplit = withSplit;
  }

  /** Downtime quantiles with this minimum and heartbeat, ms; null among those that were given up. */
  downtimes(
    minMs: number,
    heartbeatMs: number,
  ): { readonly p50: number | null; readonly p99: number | null } {
    const sorted = this.#sorted;
    for (let i = 0; i < sorted.length; i++) {
      sorted[i] =
        (this.#recoveredMs[i] ?? 0) + (this.#rounds[i] ?? 0) * minMs - (this.#phases[i] ?? 0) * heartbeatMs;
    }
    sorted.sort();
    const at = (share: number): number | null => {
      const value = sorted[Math.floor(share * (sorted.length - 1))];
      return value === undefined || value === Infinity ? null : value;
    };
    return { p50: at(0.5), p99: at(0.99) };
  }
}
