import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import { TermLedger } from './termLedger';
import { ClusterTracker, type Stability } from './tracker';

/** What was done to the cluster. Times are on the facts' axis (monotonic ms, or virtual). */
export interface Disturbance {
  /** When it was to happen: drawn beforehand, independent of earlier trials. */
  readonly scheduledMs: number;
  /** When it happened. */
  readonly happenedMs: number;
  /** How late it was, as far as that could change what came of it, ms. Absent: all that it was late. */
  readonly harmfulLateMs?: number;
  /** Null when nobody led. */
  readonly oldLeader: NodeId | null;
  readonly oldTerm: number;
  /** Who is left: running, and not the old leader. */
  readonly live: readonly NodeId[];
}

/** What ended a trial's disturbance: everybody who is in touch follows one leader again. */
export interface Recovery extends Omit<Stability, 'electedMs'> {
  /** Null where nobody had to be elected. */
  readonly electedMs: number | null;
}

interface FiredTimer {
  readonly node: NodeId;
  readonly atMs: number;
  readonly lateMs: number;
}

/**
 * Watches one trial. Start it while the cluster is stable and feed it every fact from then on, those included that
 * arrive later although they happened before the disturbance. Facts of one node come in their order; those of
 * different nodes may come in any.
 */
export class TrialWatch {
  readonly ledger = new TermLedger();
  readonly #tracker = new ClusterTracker();
  readonly #timeouts: FiredTimer[] = [];
  /** What went out before the disturbance: from there the followers' timers run. */
  readonly #heartbeats: FiredTimer[] = [];
  #disturbance: Disturbance | null = null;
  /** Who recovery waits for. */
  #live: readonly NodeId[] = [];
  #recovery: Recovery | null = null;

  observe(stamped: StampedFact): void {
    const { fact, node, atMs } = stamped;
    this.#tracker.observe(stamped);
    this.ledger.observe(stamped);
    if (fact.type === 'timerFired') {
      const fired = { node, atMs, lateMs: fact.lateMs };
      if (fact.timer === 'election') this.#timeouts.push(fired);
      else if (fact.timer === 'heartbeat' && atMs <= (this.#disturbance?.happenedMs ?? Infinity)) {
        this.#heartbeats.push(fired);
      }
    } else if (fact.type === 'leaderRecognised' || fact.type === 'roleChanged') {
      this.#lookForRecovery();
    }
  }

  disturbed(disturbance: Disturbance): void {
    this.#disturbance = disturbance;
    this.inTouch(disturbance.live);
  }

  /** Who is left, or back: running and connected to a majority. Recovery waits for all of them, and for no others. */
  inTouch(live: readonly NodeId[]): void {
    this.#live = live;
    this.#lookForRecovery();
  }

  /** The node's process is gone: what it said no longer holds. */
  crashed(node: NodeId, atMs: number): void {
    this.#tracker.forget(node);
    this.ledger.crashed(node, atMs);
  }

  /** Nobody had to be elected: the old leader leads on, and everybody in touch follows it since then. */
  ledOn(leader: NodeId, term: number, sinceMs: number): void {
    this.#recovery ??= { leader, term, sinceMs, electedMs: null };
  }

  /** Is the cluster stable right now, as far as those in touch go? */
  get stability(): Stability | null {
    return this.#tracker.stability(this.#live);
  }

  get disturbance(): Disturbance | null {
    return this.#disturbance;
  }

  /** What ended the disturbance: the first stability of a later term, or the old leader's return. Null until then. */
  get recovery(): Recovery | null {
    return this.#recovery;
  }

  /** Detected: when the first election timeout fired after the disturbance; null when none did by `untilMs`. */
  detectedMs(untilMs: number): number | null {
    const first = this.#timeoutsThatMatter(untilMs).reduce(
      (least, { atMs }) => Math.min(least, atMs),
      Infinity,
    );
    return first === Infinity ? null : first;
  }

  /**
   * How late, at most, a timer fired on which the trial depends: the election timers of live nodes, the old leader's
   * last heartbeat, and the disturbance itself as far as that matters.
   */
  maxTimerLateMs(untilMs: number): number {
    if (this.#disturbance === null) return 0;
    const { happenedMs, scheduledMs, harmfulLateMs = happenedMs - scheduledMs } = this.#disturbance;
    return this.#timeoutsThatMatter(untilMs).reduce(
      (most, { lateMs }) => Math.max(most, lateMs),
      Math.max(0, harmfulLateMs, this.#lastHeartbeat()?.lateMs ?? 0),
    );
  }

  #lastHeartbeat(): FiredTimer | undefined {
    const { happenedMs = -Infinity, oldLeader } = this.#disturbance ?? {};
    return this.#heartbeats.findLast(({ node, atMs }) => node === oldLeader && atMs <= happenedMs);
  }

  #timeoutsThatMatter(untilMs: number): readonly FiredTimer[] {
    const disturbance = this.#disturbance;
    if (disturbance === null) return [];
    return this.#timeouts.filter(
      ({ node, atMs }) =>
        atMs >= disturbance.happenedMs &&
        atMs <= untilMs &&
        (disturbance.live.includes(node) || this.#live.includes(node)),
    );
  }

  #lookForRecovery(): void {
    if (this.#disturbance === null || this.#recovery !== null) return;
    const stability = this.#tracker.stability(this.#live);
    if (stability !== null && stability.term > this.#disturbance.oldTerm) this.#recovery = stability;
  }
}
