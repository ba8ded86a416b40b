import type { LabEvent } from '../../shared/labEvent';
import type { FactOf, StampedFact } from '../../shared/facts';
import { nodeLetter, type NodeId, type Term } from '../../shared/ids';
import { durationInWords, inSeries } from './words';

/** An event that has no number yet. */
export type Told = Omit<LabEvent, 'sequence'>;

/** A term that had a candidate. */
interface Election {
  /** Votes each candidate was given, its own included, whether they reached it or not. */
  readonly votes: Map<NodeId, Set<NodeId>>;
  /** How many each has counted. */
  readonly counted: Map<NodeId, number>;
  /** Whose log was found to be behind a voter's. */
  readonly behind: Set<NodeId>;
  leader: NodeId | null;
  /** When a later term was first heard of; the verdict waits a little for facts still on their way. */
  supersededMs: number | null;
  told: boolean;
}

/** Telemetry of two nodes may be this far apart: until then a leader may yet show up in an old term. */
const VERDICT_AFTER_MS = 150;
/** Terms older than this many behind the newest are forgotten. */
const TERMS_KEPT = 50;

/**
 * Tells what the nodes' facts mean, in words: who stands, who wins with how many votes and how long after what, which
 * terms got no leader and why it looks so. Window and terminal tell the same story.
 */
export class Story {
  readonly #servers: number;
  readonly #elections = new Map<Term, Election>();
  #disturbance: { readonly atMs: number; readonly what: string } | null = null;

  /** @param servers size of the cluster */
  constructor(servers: number) {
    this.#servers = servers;
  }

  /** The leader was lost; the next election is told as so much later. `what`: "the crash", "the pause". */
  leaderLost(atMs: number, what: string): void {
    this.#disturbance = { atMs, what };
  }

  /** What one fact adds to the story. Facts of one node come in their order, those of different nodes in any. */
  hear({ atMs, node, fact }: StampedFact): Told[] {
    switch (fact.type) {
      case 'roleChanged':
        return this.#roleChanged(atMs, node, fact);
      case 'voteCounted':
        if (fact.granted && !fact.preVote) this.#voteCounted(fact.term, node, fact.voter);
        return [];
      case 'voteAnswered':
        if (fact.preVote) return [];
        if (fact.granted) this.#voteGiven(fact.term, fact.candidate, node);
        else if (fact.reason === 'logBehind') this.#election(fact.term).behind.add(fact.candidate);
        return [];
      case 'transferStarted':
        return [
          election(
            atMs,
            node,
            `${nodeLetter(node)} hands leadership to ${nodeLetter(fact.target)} in term ${fact.term}`,
          ),
        ];
      case 'termAdvanced':
      case 'leaderRecognised':
      case 'timerFired':
      case 'commitAdvanced':
      case 'appendRefused':
      case 'transferEnded':
        return [];
    }
  }

  /** Terms that have ended without a leader, once that is certain. Call now and then. */
  verdicts(nowMs: number): Told[] {
    const told: Told[] = [];
    for (const [term, held] of this.#elections) {
      if (held.supersededMs === null || held.told || nowMs < held.supersededMs + VERDICT_AFTER_MS) continue;
      held.told = true;
      if (held.leader === null) {
        told.push(election(held.supersededMs, null, failureInWords(term, held, this.#servers)));
      }
    }
    return told;
  }

  #roleChanged(atMs: number, node: NodeId, fact: FactOf<'roleChanged'>): Told[] {
    const who = nodeLetter(node);
    switch (fact.role) {
      case 'candidate':
        this.#voteGiven(fact.term, node, node);
        this.#supersede(fact.term, atMs);
        return [
          election(atMs, node, `${who} stands for election in term ${fact.term}${standingBecause(fact)}`),
        ];
      case 'leader':
        return [election(atMs, node, this.#won(atMs, node, fact.term))];
      case 'follower':
        return fact.reason === 'quorumLost'
          ? [election(atMs, node, `${who} steps down: it has not heard from a majority`)]
          : [];
      case 'preCandidate':
        return [];
    }
  }

  #won(atMs: number, node: NodeId, term: Term): string {
    const held = this.#election(term);
    held.leader = node;
    this.#supersede(term, atMs);
    const votes = held.counted.get(node) ?? 1;
    const after = this.#disturbance;
    this.#disturbance = null;
    const late = after === null ? '' : `, ${durationInWords(atMs - after.atMs)} after ${after.what}`;
    return `${nodeLetter(node)} elected in term ${term} with ${votes} of ${this.#servers} votes${late}`;
  }

  #voteCounted(term: Term, candidate: NodeId, voter: NodeId): void {
    const { counted } = this.#election(term);
    counted.set(candidate, (counted.get(candidate) ?? 0) + 1);
    this.#voteGiven(term, candidate, voter);
  }

  #voteGiven(term: Term, candidate: NodeId, voter: NodeId): void {
    const { votes } = this.#election(term);
    const given = votes.get(candidate);
    if (given) given.add(voter);
    else votes.set(candidate, new Set([voter]));
  }

  #supersede(term: Term, atMs: number): void {
    for (const [older, held] of this.#elections) if (older < term) held.supersededMs ??= atMs;
  }

  #election(term: Term): Election {
    let held = this.#elections.get(term);
    if (held === undefined) {
      held = {
        votes: new Map(),
        counted: new Map(),
        behind: new Set(),
        leader: null,
        supersededMs: null,
        told: false,
      };
      this.#elections.set(term, held);
      for (const older of this.#elections.keys()) {
        if (older < term - TERMS_KEPT) this.#elections.delete(older);
      }
    }
    return held;
  }
}

function standingBecause({ reason }: FactOf<'roleChanged'>): string {
  if (reason === 'campaignRequested') return ', as asked';
  return reason === 'leadershipTransfer' ? ", at its leader's word" : '';
}

/** "Term 43 got no leader: the votes were split, B 2 and C 2 of 5". */
function failureInWords(term: Term, { votes, behind }: Election, servers: number): string {
  const shares = [...votes]
    .toSorted(([a], [b]) => a - b)
    .map(([candidate, given]) => `${nodeLetter(candidate)} ${given.size}`);
  const why =
    behind.size > 0 ? 'there are longer logs' : shares.length > 1 ? 'the votes were split' : 'too few votes';
  return `Term ${term} got no leader: ${why}, ${inSeries(shares)} of ${servers}`;
}

function election(atMs: number, node: NodeId | null, text: string): Told {
  return { atMs, kind: 'election', node, text, marker: null };
}
