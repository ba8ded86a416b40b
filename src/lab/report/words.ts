import { medianOf } from '../../shared/delayTail';
import type { Distribution } from '../../shared/distribution';
import type { Experiment } from '../../shared/experiment';
import type { ExperimentKind } from '../../shared/experimentKinds';
import { plural } from '../../shared/format';

/** What is said of experiments in prose. */

/** "one leader crash", "1000 leader crashes", by kind. */
const DONE: Readonly<Record<ExperimentKind, readonly [one: string, many: string]>> = {
  'leader-crash': ['leader crash', 'leader crashes'],
  'cold-start': ['cold start', 'cold starts'],
  'leader-partition': ['partition of the leader', 'partitions of the leader'],
  'leader-pause': ['pause of the leader', 'pauses of the leader'],
  'rejoin-after-partition': ['return of an isolated follower', 'returns of an isolated follower'],
  steady: ['period of steady running', 'periods of steady running'],
  workload: ['period under client load', 'periods under client load'],
};

/** What a trial of the experiment is, so many times: "1000 leader crashes". */
export function trialsInWords(experiment: Pick<Experiment, 'kind'>, n: number): string {
  const [one, many] = DONE[experiment.kind];
  return plural(n, one, many);
}

/** What is done in one trial. */
export const KIND_IN_WORDS: Readonly<Record<ExperimentKind, string>> = {
  'leader-crash': 'The leader is crashed at a moment drawn beforehand, and timed until all follow another.',
  'cold-start': 'All servers are started at once, and timed until all follow a leader.',
  'leader-partition':
    'The leader is cut off from all others for a while, and timed until all follow one leader.',
  'leader-pause':
    'The leader’s process stands still for a while, and it is timed until all follow one leader.',
  'rejoin-after-partition':
    'A follower is cut off for a while and comes back with whatever term it has reached.',
  steady: 'Nothing is done; every election that begins all the same is spurious.',
  workload: 'Clients send commands, and their latencies are measured.',
};

export function delayInWords(d: Distribution): string {
  switch (d.kind) {
    case 'fixed':
      return d.ms === 0 ? 'none' : `${d.ms} ms`;
    case 'uniform':
      return `${d.minMs}–${d.maxMs} ms, uniform`;
    case 'normal':
      return `${d.meanMs} ± ${d.sdMs} ms, normal`;
    case 'lognormal':
      return `median ${d.medianMs} ms, σ ${d.sigma}, log-normal`;
    case 'exponential':
      return `mean ${d.meanMs} ms, exponential`;
    case 'empirical':
      return `${d.samplesMs.length} measured values, median ${medianOf(d)} ms`;
    case 'spikes':
      return `${delayInWords(d.usual)}; in ${Number((100 * d.share).toPrecision(3))}% of draws ${delayInWords(d.spike)}`;
  }
}

/** The words a reader needs, as in docs/measuring.md. */
export const GLOSSARY: readonly (readonly [word: string, meaning: string])[] = [
  [
    'trial',
    'from a stable cluster, one disturbance, until the cluster is stable again or the time cap ends it',
  ],
  ['stable', 'one leader, and every live follower has accepted a heartbeat of its term'],
  [
    'crash time',
    'when the disturbance was scheduled, on a schedule drawn beforehand from the seed and independent of earlier trials',
  ],
  ['recovered', 'the last live follower has received the new leader’s first heartbeat'],
  ['downtime', 'recovered − crash time (the Raft paper’s definition, §9.3)'],
  ['terms used', 'new term − old term; 1 is an election that succeeded at once'],
  ['failed term', 'a term that had a candidate and got no leader'],
  ['split-vote rate', 'trials with at least one split term ÷ trials'],
  [
    'first-term split rate',
    'trials whose first term was split ÷ trials; theory’s probability is that of a term',
  ],
  [
    'contaminated',
    'a timer that mattered, or the crash itself, was late by more than could be without harm; such trials are reported apart, never dropped',
  ],
  ['capped', 'not stable again by the time cap: known to be longer, by nobody knows how much'],
  [
    '95% interval',
    'of a rate: Wilson’s; of a quantile: between order statistics, exact; of a mean: bootstrap; of a distribution: the Dvoretzky–Kiefer–Wolfowitz band',
  ],
];
