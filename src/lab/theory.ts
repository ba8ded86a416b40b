import { medianOf } from '../shared/delayTail';
import { majorityOf } from '../shared/ids';
import type { ClusterSettings } from '../shared/settings';

/**
 * Closed formulas for leader election after a crash (docs/prediction.md; Ongaro's thesis, chapter 9). They hold
 * under `theoryAssumptions`; beyond them the simulation is the reference.
 */

/** Timeouts uniform on [min, min + width], as every live server draws them (ms). */
export interface TimeoutRange {
  readonly alive: number;
  readonly minMs: number;
  readonly widthMs: number;
}

/** What the formulas know of a cluster that has lost its leader. */
export interface ElectionModel extends TimeoutRange {
  /** All servers, dead ones included. */
  readonly servers: number;
  readonly latencyMs: number;
  /** From a message's arrival until its server acts upon it. Its timers wait meanwhile, so it splits no votes. */
  readonly reactionMs: number;
  readonly heartbeatMs: number;
  readonly preVote: boolean;
}

/** Above this split probability the formula for the mean is no good any more. */
const MOST_SPLIT_FOR_MEAN = 0.3;

/**
 * The probability that one term splits its votes: that `c = alive − ⌊n/2⌋ + 1` or more servers time out within one
 * latency of the first, so that too few votes are left for it.
 *
 * @returns null when the live servers are no majority
 */
export function splitProbability(
  model: Pick<ElectionModel, 'servers' | 'alive' | 'latencyMs' | 'widthMs'>,
): number | null {
  const { servers, alive, latencyMs, widthMs } = model;
  if (alive < majorityOf(servers)) return null;
  const tooMany = alive - Math.floor(servers / 2) + 1;
  if (tooMany > alive) return 0;
  if (latencyMs >= widthMs) return 1;
  const share = latencyMs / widthMs;
  let probability = 0;
  for (let k = tooMany - 1; k <= alive; k++) {
    probability += choose(alive, k) * share ** k * (1 - share) ** (alive - k);
  }
  return probability;
}

/** The mean time from the last heartbeat to the first timeout, ms. */
export function firstTimeoutMeanMs({ alive, minMs, widthMs }: TimeoutRange): number {
  return minMs + widthMs / (alive + 1);
}

/**
 * Mean downtime after a leader crash at a random moment between two of its heartbeats, ms: the last heartbeat on its
 * way, the first timeout, request, vote and the new leader's heartbeat, and once more for every split term.
 *
 * @returns null where it does not hold: no majority, splits above 30%, or heartbeats no shorter than the timeout
 */
export function meanDowntimeMs(model: ElectionModel): number | null {
  const split = splitProbability(model);
  if (split === null || split > MOST_SPLIT_FOR_MEAN || model.heartbeatMs >= model.minMs) return null;
  const firstMs = firstTimeoutMeanMs(model);
  const again = split / (1 - split);
  // A term that split has used up a timeout and the request that came too late, and PreVote's questions before it.
  const failedTermMs = firstMs + (preVoteMessages(model) + 1) * messageMs(model);
  return firstMs + messagesInRow(model) * messageMs(model) - model.heartbeatMs / 2 + again * failedTermMs;
}

/**
 * The shortest possible downtime, ms: a crash just before the next heartbeat, and a timeout at the minimum.
 *
 * @returns null where it does not hold, as `meanDowntimeMs`, splits apart
 */
export function floorDowntimeMs(model: ElectionModel): number | null {
  if (model.alive < majorityOf(model.servers) || model.heartbeatMs >= model.minMs) return null;
  return model.minMs - model.heartbeatMs + messagesInRow(model) * messageMs(model);
}

/** Last heartbeat, RequestVote, vote, first heartbeat; PreVote asks and is answered before. */
function messagesInRow(model: ElectionModel): number {
  return 4 + preVoteMessages(model);
}

function messageMs({ latencyMs, reactionMs }: ElectionModel): number {
  return latencyMs + reactionMs;
}

function preVoteMessages(model: ElectionModel): number {
  return model.preVote ? 2 : 0;
}

/**
 * The model of a cluster whose leader has crashed.
 *
 * @param ownLatencyMs one-way latency of the machine itself, on top of what the settings add
 * @param reactionMs from a message's arrival until its server acts upon it
 */
export function electionModel(
  settings: ClusterSettings,
  { ownLatencyMs, reactionMs } = { ownLatencyMs: 0, reactionMs: 0 },
): ElectionModel {
  return {
    servers: settings.nodes,
    alive: settings.nodes - 1,
    minMs: settings.electionTimeoutMinMs,
    widthMs: settings.electionTimeoutMaxMs - settings.electionTimeoutMinMs,
    latencyMs: medianOf(settings.latency) + ownLatencyMs,
    reactionMs,
    heartbeatMs: settings.heartbeatMs,
    preVote: settings.preVote,
  };
}

/** What the formulas take for granted, in short phrases, for the place where their results are drawn. */
export function theoryAssumptions(settings: ClusterSettings): readonly string[] {
  const { latency, loss, clientLoadPerSecond } = settings;
  const rounded = (value: number): string => String(Number(value.toFixed(3)));
  return [
    'equal logs',
    latency.kind === 'fixed'
      ? 'the same latency for every message'
      : `the same latency for every message, the median of ${rounded(medianOf(latency))} ms`,
    loss > 0 ? `no loss, although ${rounded(loss * 100)}% is set` : 'no loss',
    ...(clientLoadPerSecond > 0
      ? ['no client load, which makes downtime longer as each command resets the followers’ timers']
      : []),
    'a disk that takes no time',
    'a crash at a random moment between two heartbeats that reach all followers at once',
    'a heartbeat shorter than the minimum timeout, without which it gives no downtime',
    'at most 30% split terms, beyond which it gives no mean downtime',
  ];
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
