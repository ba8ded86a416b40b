import type { LinkRule } from '../../shared/control/toNode';
import type { NodeId } from '../../shared/ids';
import type { Random } from '../random';
import { drawDelayMs } from './delay';

/** The copies of one datagram to deliver, each with its delay in ms: none when it is lost, two when duplicated. */
export type Delays = readonly number[];

/** What decides over a datagram: a link's rule without its ends. */
export type LinkConditions = Omit<LinkRule, 'to'>;

const LOST: Delays = [];
const AT_ONCE: Delays = [0];

/** What becomes of one datagram on a link with these conditions. Pure but for the draws it makes. */
export function decide(conditions: LinkConditions, random: Random): Delays {
  const { cut, loss, delay, duplicate } = conditions;
  if (cut || (loss > 0 && random() < loss)) return LOST;
  const twice = duplicate > 0 && random() < duplicate;
  if (twice) return [drawDelayMs(delay, random), drawDelayMs(delay, random)];
  return delay.kind === 'fixed' && delay.ms === 0 ? AT_ONCE : [drawDelayMs(delay, random)];
}

/**
 * The outgoing links of one node. New rules take effect at a time on the clock that all nodes share: whatever is sent
 * from then on is under them, on every node at once, however late a node's timers are. What is already on its way
 * still arrives.
 */
export class LinkConditioner {
  private readonly rules = new Map<NodeId, LinkRule>();
  /** Rules to come, in the order of their times. */
  private readonly scheduled: { readonly applyAtMs: number; readonly rules: readonly LinkRule[] }[] = [];

  /** @param random this node's own generator for link draws */
  constructor(private readonly random: Random) {}

  /** Links that are not named keep the rule they have. */
  schedule(rules: readonly LinkRule[], applyAtMs: number): void {
    const later = this.scheduled.findIndex((other) => other.applyAtMs > applyAtMs);
    this.scheduled.splice(later < 0 ? this.scheduled.length : later, 0, { applyAtMs, rules });
  }

  /** What becomes of a datagram sent to `to` at `nowMs`. A link without a rule delivers at once. */
  delaysTo(to: NodeId, nowMs: number): Delays {
    if (this.scheduled.length > 0) this.applyUpTo(nowMs);
    const rule = this.rules.get(to);
    return rule === undefined ? AT_ONCE : decide(rule, this.random);
  }

  private applyUpTo(nowMs: number): void {
    for (
      let next = this.scheduled[0];
      next !== undefined && next.applyAtMs <= nowMs;
      next = this.scheduled[0]
    ) {
      for (const rule of next.rules) this.rules.set(rule.to, rule);
      this.scheduled.shift();
    }
  }
}
