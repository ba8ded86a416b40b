import type { LinkRule } from '../../shared/control';
import { medianOf } from '../../shared/delayTail';
import type { Distribution } from '../../shared/distribution';
import type { NodeId } from '../../shared/ids';
import type { ClusterSettings } from '../../shared/settings';

/** How long after "now" a change takes effect: by then every node has been told, ms. */
export const LEAD_MS = 8;
/** Slack for a process to act on what has reached it, ms. */
const SETTLE_MS = 2;
/**
 * How long a request for votes is on its way, ms: longer than processes need that want to run at the same moment on
 * few processors. Else the first one's request would reach the others before their own timers are served.
 */
const HELD_DELAY_MS = 15;
/** Until the candidates' votes for themselves are on their disks, and their requests have left, ms. */
const HOLD_AFTER_MS = 40;

/** The moments of forcing a split vote, monotonic ms. */
export interface Alignment {
  /** From here on the network is held (`heldRules`). */
  readonly holdFromMs: number;
  /** From here on no heartbeat can put a timer back: the timers may be set. */
  readonly quietFromMs: number;
  /** When all timers fire. */
  readonly deadlineMs: number;
  readonly releaseMs: number;
}

/**
 * When to hold the network, set all timers and release it again, so that the votes are split for certain. Meanwhile
 * the leader is cut off (its vote could decide, its heartbeats would put the timers back), and requests for votes
 * take so long that everyone has voted for itself before one arrives.
 */
export function alignment(nowMs: number, settings: Pick<ClusterSettings, 'latency'>): Alignment {
  const holdFromMs = nowMs + LEAD_MS;
  const quietFromMs = holdFromMs + 2 * medianOf(settings.latency) + SETTLE_MS;
  const deadlineMs = quietFromMs + LEAD_MS;
  return { holdFromMs, quietFromMs, deadlineMs, releaseMs: deadlineMs + HOLD_AFTER_MS };
}

/** A node's rules while the network is held. */
export function heldRules(node: NodeId, rules: readonly LinkRule[], leader: NodeId | null): LinkRule[] {
  return rules.map((rule) => {
    const ofLeader = node === leader || rule.to === leader;
    return { ...rule, cut: rule.cut || ofLeader, delay: atLeast(rule.delay, HELD_DELAY_MS) };
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
