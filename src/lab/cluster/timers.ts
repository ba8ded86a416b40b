import type { LinkRule } from '../../shared/control/toNode';
import { medianOf } from '../../shared/delayTail';
import type { Distribution } from '../../shared/distribution';
import type { NodeId } from '../../shared/ids';
import type { ClusterSettings } from '../../shared/settings';

/** How long after "now" a change takes effect: by then every node has been told, ms. */
export const LEAD_MS = 8;
/** Slack for a process to act on what has reached it, ms. */
const SETTLE_MS = 2;
/** How long a request for votes is on its way (`heldDelayMs`), at least and at most, ms. */
const HELD_DELAY_MS = { least: 15, most: 60 };
/** And in between: as a share of the shortest election timeout. */
const HELD_SHARE = 0.2;
/** The network is held for so much longer: until the candidates' own votes are on their disks, and all has left, ms. */
const HELD_LONGER_MS = 25;

/** The moments of forcing a split vote, monotonic ms. */
export interface Alignment {
  /** From here on the network is held (`heldRules`). */
  readonly holdFromMs: number;
  /** From here on no heartbeat can put a timer back: the timers may be set. */
  readonly quietFromMs: number;
  /** When all timers fire. */
  readonly deadlineMs: number;
  /** How long a request for votes is on its way, at least. */
  readonly delayMs: number;
  readonly releaseMs: number;
}

/**
 * When to hold the network, set all timers and release it again, so that the votes are split for certain. Meanwhile
 * the leader is cut off (its vote could decide, its heartbeats would put the timers back), and requests for votes
 * take so long that everyone has voted for itself before one arrives.
 *
 * @param roundTripMs what a heartbeat and its answer usually take on the slowest link
 */
export function alignment(
  nowMs: number,
  settings: Pick<ClusterSettings, 'electionTimeoutMinMs'>,
  roundTripMs: number,
): Alignment {
  const delayMs = heldDelayMs(settings);
  const holdFromMs = nowMs + LEAD_MS;
  const quietFromMs = holdFromMs + roundTripMs + SETTLE_MS;
  const deadlineMs = quietFromMs + LEAD_MS;
  return { holdFromMs, quietFromMs, deadlineMs, delayMs, releaseMs: deadlineMs + delayMs + HELD_LONGER_MS };
}

/**
 * Longer than processes need that want to run at the same moment on few processors: else the first one's request would
 * reach the others before their own timers are served. And so short that nobody times out again meanwhile.
 */
function heldDelayMs({ electionTimeoutMinMs }: Pick<ClusterSettings, 'electionTimeoutMinMs'>): number {
  const { least, most } = HELD_DELAY_MS;
  return Math.min(most, Math.max(least, HELD_SHARE * electionTimeoutMinMs));
}

/** A node's rules while the network is held. @param delayMs of the alignment */
export function heldRules(
  node: NodeId,
  rules: readonly LinkRule[],
  leader: NodeId | null,
  delayMs: number,
): LinkRule[] {
  return rules.map((rule) => {
    const ofLeader = node === leader || rule.to === leader;
    return { ...rule, cut: rule.cut || ofLeader, delay: atLeast(rule.delay, delayMs) };
  });
}

/** Election deadlines evenly over the range, each in the middle of its share, monotonic ms. */
export function spreadDeadlines(
  nowMs: number,
  followers: readonly NodeId[],
  settings: Pick<ClusterSettings, 'electionTimeoutMinMs' | 'electionTimeoutMaxMs'>,
): ReadonlyMap<NodeId, number> {
  const { electionTimeoutMinMs: min, electionTimeoutMaxMs: max } = settings;
  const share = (max - min) / followers.length;
  return new Map(followers.map((node, i) => [node, nowMs + min + share * (i + 0.5)]));
}

function atLeast(delay: Distribution, ms: number): Distribution {
  return medianOf(delay) >= ms ? delay : { kind: 'fixed', ms };
}
