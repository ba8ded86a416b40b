import type { FactOf, StampedFact, VoteReason } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';

/** A voter's answer to one candidate. */
export interface VoteAnswer {
  readonly voter: NodeId;
  readonly reason: VoteReason;
  readonly atMs: number;
}

/** One server's attempt at one term. */
export interface Candidacy {
  readonly candidate: NodeId;
  /** When it became a candidate; Infinity while only its requests have been heard of. */
  startedMs: number;
  /** When it stopped: another role, a candidate of a later term, or its death. Infinity while it goes on. */
  endedMs: number;
  /** One a voter; itself not included. */
  readonly answers: VoteAnswer[];
  /** Whose granted votes reached it, itself included. */
  readonly counted: NodeId[];
}

/** What is known of one term that had a candidate. */
export interface TermEntry {
  readonly term: number;
  readonly candidacies: Candidacy[];
  leader: NodeId | null;
  /** When it got its leader. */
  ledFromMs: number;
}

/**
 * Books per term who stood, who voted for whom, who was refused and why, and who led. Pre-votes are not votes. Facts
 * of different nodes may come in any order.
 */
export class TermLedger {
  readonly #terms: TermEntry[] = [];
  /** The candidacy each node has under way, indexed by node id. */
  readonly #standing: (Candidacy | undefined)[] = [];
  /** When each node last died, indexed by node id. */
  readonly #diedMs: (number | undefined)[] = [];
  readonly #behind = new Set<number>();

  observe({ atMs, node, fact }: StampedFact): void {
    if (fact.type === 'roleChanged') {
      this.#roleChanged(node, fact, atMs);
    } else if (fact.type === 'voteAnswered') {
      if (!fact.preVote)
        this.#answered(fact.term, fact.candidate, { voter: node, reason: fact.reason, atMs });
    } else if (fact.type === 'voteCounted') {
      if (!fact.preVote && fact.granted) this.#candidacy(fact.term, node).counted.push(fact.voter);
    }
  }

  /** The node's process is gone, and with it whatever it stood for. What it told before may be observed later. */
  crashed(node: NodeId, atMs: number): void {
    this.#diedMs[node] = atMs;
    this.#standing[node] = undefined;
    for (const { candidacies } of this.#terms) {
      for (const candidacy of candidacies) {
        if (candidacy.candidate === node) candidacy.endedMs = Math.min(candidacy.endedMs, atMs);
      }
    }
  }

  /** Every term that had a candidate, the lowest first. */
  get terms(): readonly TermEntry[] {
    return this.#terms;
  }

  /** Has `voter` ever said, in these facts, that its log is more up to date than `candidate`'s? */
  saidBehind(candidate: NodeId, voter: NodeId): boolean {
    return this.#behind.size > 0 && this.#behind.has(pair(candidate, voter));
  }

  #roleChanged(node: NodeId, { role, term }: FactOf<'roleChanged'>, atMs: number): void {
    const standing = this.#standing[node];
    if (standing !== undefined) standing.endedMs = atMs;
    this.#standing[node] = undefined;
    if (role === 'candidate') {
      const candidacy = this.#candidacy(term, node);
      const diedMs = this.#diedMs[node] ?? -Infinity;
      candidacy.startedMs = atMs;
      candidacy.endedMs = atMs <= diedMs ? diedMs : Infinity;
      if (atMs > diedMs) this.#standing[node] = candidacy;
    } else if (role === 'leader') {
      const entry = this.#term(term);
      entry.leader = node;
      entry.ledFromMs = atMs;
    }
  }

  #answered(term: number, candidate: NodeId, answer: VoteAnswer): void {
    if (answer.reason === 'logBehind') this.#behind.add(pair(candidate, answer.voter));
    const { answers } = this.#candidacy(term, candidate);
    const known = answers.findIndex(({ voter }) => voter === answer.voter);
    if (known === -1) answers.push(answer);
    // A request that came twice is answered twice: the first answer holds, unless only the second was a vote.
    else if (answer.reason === 'granted' && answers[known]?.reason !== 'granted') answers[known] = answer;
  }

  #candidacy(term: number, candidate: NodeId): Candidacy {
    const { candidacies } = this.#term(term);
    for (const candidacy of candidacies) if (candidacy.candidate === candidate) return candidacy;
    // Of one that has died, and never told that it stood, nothing else is known of when it stopped.
    const endedMs = this.#diedMs[candidate] ?? Infinity;
    const fresh = { candidate, startedMs: Infinity, endedMs, answers: [], counted: [] };
    candidacies.push(fresh);
    return fresh;
  }

  #term(term: number): TermEntry {
    let at = this.#terms.length;
    for (; at > 0; at--) {
      const entry = this.#terms[at - 1];
      if (entry === undefined || entry.term < term) break;
      if (entry.term === term) return entry;
    }
    const fresh: TermEntry = { term, candidacies: [], leader: null, ledFromMs: Infinity };
    this.#terms.splice(at, 0, fresh);
    return fresh;
  }
}

function pair(candidate: NodeId, voter: NodeId): number {
  return candidate * 0x1_0000 + voter;
}
