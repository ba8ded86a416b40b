import type { SpuriousCause } from '../../shared/trialRecord';
import type { StampedFact } from '../../shared/facts';
import { majorityOf, type NodeId } from '../../shared/ids';
import { ClusterTracker } from './tracker';

/** What the nodes' facts do not tell. All as of the fact that is being observed. */
export interface Surroundings {
  /** Is its process there, paused or not? */
  readonly lives: (node: NodeId) => boolean;
  /** Do messages pass between the two, both ways? */
  readonly connected: (a: NodeId, b: NodeId) => boolean;
  /** Why the candidate did not hear the leader in time; null when it cannot be told. */
  readonly causeOf: (candidate: NodeId, leader: NodeId, atMs: number) => SpuriousCause | null;
  /** Why the leader did not hear a majority's answers in time (CheckQuorum); null when it cannot be told. */
  readonly causeOfGivingUp: (leader: NodeId, atMs: number) => SpuriousCause | null;
}

/** What was seen of a cluster that was left alone. */
export interface SteadyObservation {
  readonly observedMs: number;
  /** Time in which no majority followed one leader, ms. */
  readonly leaderlessMs: number;
  readonly spuriousElections: number;
  readonly causes: Readonly<Record<SpuriousCause, number>>;
}

interface GivenUp {
  readonly leader: NodeId;
  readonly term: number;
  readonly cause: SpuriousCause | null;
}

/**
 * Watches a cluster that nobody disturbs for spurious elections (docs/measuring.md) and for time without a leader.
 * Facts are given in the order of their times, from the cluster's start on.
 *
 * An election is counted once for each leader it goes against: the terms after the first are its consequence. A leader
 * that gave up for want of answers (CheckQuorum) counts as one until another leads: it was well, and must be replaced.
 */
export class SteadyWatch {
  readonly #servers: readonly NodeId[];
  readonly #majority: number;
  readonly #surroundings: Surroundings;
  readonly #tracker = new ClusterTracker();
  readonly #causes: Record<SpuriousCause, number>;
  #fromMs = Infinity;
  #leaderlessMs = 0;
  /** Since when no majority has followed one leader; null while one does. */
  #leaderlessSinceMs: number | null = -Infinity;
  #spurious = 0;
  /** The term of the leader that an election was last counted against. */
  #countedTerm = -1;
  /** Who last gave up leadership for want of answers (CheckQuorum); null once its process is gone. */
  #gaveUp: GivenUp | null = null;

  constructor(servers: readonly NodeId[], surroundings: Surroundings) {
    this.#servers = servers;
    this.#majority = majorityOf(servers.length);
    this.#surroundings = surroundings;
    this.#causes = { lateHeartbeat: 0, lostDatagrams: 0, stall: 0, paused: 0, asymmetricLink: 0 };
  }

  /** Who is followed by a majority. */
  get followed(): { readonly leader: NodeId; readonly term: number } | null {
    return this.#tracker.followedBy(this.#majority, this.#servers);
  }

  /** The highest term that any server has told of. */
  get term(): number {
    return this.#tracker.term;
  }

  /** Observation begins; what came before only tells how things stand. */
  begin(atMs: number): void {
    this.#fromMs = atMs;
  }

  observe(stamped: StampedFact): void {
    const { fact, node, atMs } = stamped;
    if (fact.type === 'roleChanged' && fact.role === 'candidate') {
      const unasked = fact.reason === 'electionTimeout' || fact.reason === 'preVoteWon';
      if (unasked && atMs >= this.#fromMs) this.#judge(node, fact.term, atMs);
    }
    if (fact.type === 'roleChanged' && fact.reason === 'quorumLost') {
      const cause = this.#surroundings.causeOfGivingUp(node, atMs);
      this.#gaveUp = { leader: node, term: fact.term, cause };
    }
    this.#tracker.observe(stamped);
    if (fact.type === 'roleChanged' || fact.type === 'leaderRecognised' || fact.type === 'termAdvanced') {
      this.#noteLeadership(atMs);
    }
  }

  /** The node's process is gone. */
  crashed(node: NodeId, atMs: number): void {
    this.#tracker.forget(node);
    if (this.#gaveUp?.leader === node) this.#gaveUp = null;
    this.#noteLeadership(atMs);
  }

  end(atMs: number): SteadyObservation {
    return {
      observedMs: atMs - this.#fromMs,
      leaderlessMs: this.#leaderlessMs + this.#leaderlessUntil(atMs),
      spuriousElections: this.#spurious,
      causes: { ...this.#causes },
    };
  }

  #judge(candidate: NodeId, term: number, atMs: number): void {
    const { lives, causeOf } = this.#surroundings;
    const leads = this.#tracker.leaderAmong(this.#servers.filter((node) => lives(node)));
    const gaveUp = this.#gaveUp !== null && this.#gaveUp.term > (leads?.term ?? -1) ? this.#gaveUp : null;
    const led = gaveUp ?? leads;
    if (led === null || term <= led.term || led.term === this.#countedTerm) return;
    if (!this.#reachesMajority(led.leader)) return;
    this.#countedTerm = led.term;
    this.#spurious += 1;
    const cause = gaveUp === null ? causeOf(candidate, led.leader, atMs) : gaveUp.cause;
    if (cause !== null) this.#causes[cause] += 1;
  }

  #reachesMajority(leader: NodeId): boolean {
    const { lives, connected } = this.#surroundings;
    const reached = this.#servers.filter(
      (node) => node === leader || (lives(node) && connected(leader, node)),
    );
    return reached.length >= this.#majority;
  }

  #noteLeadership(atMs: number): void {
    const led = this.followed !== null;
    if (led && this.#leaderlessSinceMs !== null) {
      this.#leaderlessMs += this.#leaderlessUntil(atMs);
      this.#leaderlessSinceMs = null;
    } else if (!led) {
      this.#leaderlessSinceMs ??= atMs;
    }
  }

  /** Of the stretch without a leader that is under way, what lies in the observation. */
  #leaderlessUntil(atMs: number): number {
    if (this.#leaderlessSinceMs === null) return 0;
    return Math.max(0, atMs - Math.max(this.#leaderlessSinceMs, this.#fromMs));
  }
}
