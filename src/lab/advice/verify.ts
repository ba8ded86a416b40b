import { goalVerdict, type AdvicePoint, type AdviceRequest, type Verification } from '../../shared/advice';
import { simulateTrials } from '../simulation/simulateTrials';
import { wilson } from '../../shared/proportion';
import { ascending, quantile, quantileInterval } from '../statistics/quantile';
import { crashExperiment } from './crashes';

export interface VerifyBudget {
  /** At most so many crashes. */
  readonly elections: number;
  /** No new crash after this long, ms, once there are enough to say something. */
  readonly budgetMs: number;
}

/** With fewer than these the 99th percentile has no upper bound worth showing. */
const FEWEST_ELECTIONS = 1000;

/**
 * Crashes the leader at just this setting, again and again in virtual time, with other random numbers than those it was
 * chosen by.
 */
export function verify(
  { goal, environment, seed }: AdviceRequest,
  { minMs, maxMs, heartbeatMs }: AdvicePoint,
  { elections, budgetMs }: VerifyBudget,
): Verification {
  const timing = { electionTimeoutMinMs: minMs, electionTimeoutMaxMs: maxMs, heartbeatMs };
  const run = { trials: elections, seed: (seed + 1) % 2 ** 32 };
  const startedMs = performance.now();
  const downtimesMs: number[] = [];
  let done = 0;
  let withSplit = 0;
  for (const { trial } of simulateTrials({ experiment: crashExperiment(timing, environment, run) })) {
    done += 1;
    if (trial.downtimeMs !== null) downtimesMs.push(trial.downtimeMs);
    if (trial.splitTerms > 0) withSplit += 1;
    if (done >= FEWEST_ELECTIONS && performance.now() - startedMs > budgetMs) break;
  }
  const samples = ascending(downtimesMs.sort((a, b) => a - b));
  const capped = done - downtimesMs.length;
  const p99DowntimeMs = {
    value: quantile(samples, 0.99, capped),
    ...quantileInterval(samples, 0.99, capped),
  };
  const splitVotes = wilson(withSplit, done);
  return {
    elections: done,
    p50DowntimeMs: quantile(samples, 0.5, capped),
    p99DowntimeMs,
    splitVotes,
    verdicts: {
      p99DowntimeMs: goalVerdict(p99DowntimeMs, goal.p99DowntimeMs),
      splitVotes: goalVerdict(splitVotes, goal.splitVotes),
    },
  };
}
