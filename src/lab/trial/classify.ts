import type { FailedTermClass } from '../../shared/trialRecord';
import { majorityOf, type NodeId } from '../../shared/ids';
import type { Candidacy, TermEntry, TermLedger } from './termLedger';

/** Who could vote, and how messages travelled, while a term ran. */
export interface Electorate {
  /** Size of the cluster, dead servers included. */
  readonly servers: number;
  /** Servers that ran throughout, candidates included. */
  readonly live: readonly NodeId[];
  /** Do messages pass between the two, both ways? Absent: between all live servers. */
  readonly connected?: (a: NodeId, b: NodeId) => boolean;
  /**
   * A message that has not arrived after this many ms is taken for lost; until then it is under way. Infinity on a
   * network that loses nothing.
   */
  readonly deliveryBoundMs: number;
  /** When observation ended; a candidate that still stood then has not failed because a later term began. */
  readonly untilMs: number;
}

/** What became of one voter's vote for one candidate. */
type Fate =
  /** It arrived and was counted. */
  | 'counted'
  /** Request or vote was under way, or came to a voter already in a later term, when the candidate gave up. */
  | 'underWay'
  /** Request or vote was lost on the network. */
  | 'lost'
  /** The voter gave its vote to somebody else (itself, for one). */
  | 'elsewhere'
  /** The voter's log is more up to date. */
  | 'behind'
  /** The voter could not be reached, or would not listen while it took its leader for alive (CheckQuorum). */
  | 'unreachable';

/**
 * The classes in the order in which they are tried. Each asks whether some candidate would have had a majority, had
 * its votes with this fate, and all those above, come in. So a term gets the mildest class that explains its failure:
 *
 * 1. `preempted`: votes under way would have won it; a higher term, or the candidate's death, came first. It wins over
 *    `split`: as long as one of several candidates could still have won, their votes had not decided anything.
 * 2. `lost`: and without the loss it would have been won.
 * 3. `split`: the votes were there, but went to two or more candidates.
 * 4. `refused`: the voters were there, but too many of their logs were more up to date.
 * 5. `noQuorum`: otherwise there were too few voters to begin with.
 */
const TRIED: readonly { readonly fate: Fate; readonly outcome: FailedTermClass }[] = [
  { fate: 'underWay', outcome: 'preempted' },
  { fate: 'lost', outcome: 'lost' },
  { fate: 'elsewhere', outcome: 'split' },
  { fate: 'behind', outcome: 'refused' },
];

/**
 * Why a term that had a candidate got no leader (docs/measuring.md). Null when that is not decided: observation
 * ended while a candidate that could still win was standing.
 */
export function classifyFailedTerm(
  entry: TermEntry,
  ledger: TermLedger,
  electorate: Electorate,
): FailedTermClass | null {
  const majority = majorityOf(electorate.servers);
  let mildest = TRIED.length;
  for (const candidacy of entry.candidacies) {
    const rank = rankOf(fatesOf(candidacy, entry, ledger, electorate), majority);
    if (rank === 0 && candidacy.endedMs > electorate.untilMs) return null;
    mildest = Math.min(mildest, rank);
  }
  return TRIED[mildest]?.outcome ?? 'noQuorum';
}

/** The first row of `TRIED` that gives the candidate a majority; `TRIED.length` when none does. */
function rankOf(fates: readonly Fate[], majority: number): number {
  let votes = count(fates, 'counted');
  let rank = 0;
  for (const { fate } of TRIED) {
    votes += count(fates, fate);
    if (votes >= majority) break;
    rank += 1;
  }
  return rank;
}

function count(fates: readonly Fate[], wanted: Fate): number {
  return fates.reduce((sum, fate) => (fate === wanted ? sum + 1 : sum), 0);
}

function fatesOf(
  candidacy: Candidacy,
  entry: TermEntry,
  ledger: TermLedger,
  electorate: Electorate,
): readonly Fate[] {
  // A server that died since may have voted before; whoever was counted was there.
  const voters = new Set([...electorate.live, candidacy.candidate, ...candidacy.counted]);
  return [...voters].map((voter) => fateOf(voter, candidacy, entry, ledger, electorate));
}

function fateOf(
  voter: NodeId,
  candidacy: Candidacy,
  entry: TermEntry,
  ledger: TermLedger,
  electorate: Electorate,
): Fate {
  const { candidate } = candidacy;
  if (voter === candidate || candidacy.counted.includes(voter)) return 'counted';
  if (electorate.connected?.(candidate, voter) === false) return 'unreachable';

  const endedMs = Math.min(candidacy.endedMs, electorate.untilMs);
  const underWaySince = (sentMs: number): Fate =>
    endedMs - sentMs <= electorate.deliveryBoundMs ? 'underWay' : 'lost';

  const answer = candidacy.answers.find((given) => given.voter === voter);
  if (answer?.reason === 'granted') return underWaySince(answer.atMs);
  // Known from any term: between failed terms no log changes.
  if (ledger.saidBehind(candidate, voter)) return 'behind';
  if (answer?.reason === 'alreadyVoted' || votedForAnother(voter, candidate, entry, endedMs))
    return 'elsewhere';
  if (answer?.reason === 'leaderAlive') return 'unreachable';
  // The request found the voter in a later term: that is what ended this one for it.
  if (answer?.reason === 'staleTerm') return 'underWay';
  return underWaySince(candidacy.startedMs);
}

/** Had the voter given its vote of this term to somebody else by `byMs`? A candidate's vote is its own. */
function votedForAnother(voter: NodeId, candidate: NodeId, entry: TermEntry, byMs: number): boolean {
  return entry.candidacies.some(
    (other) =>
      other.candidate !== candidate &&
      ((other.candidate === voter && other.startedMs <= byMs) ||
        other.answers.some((a) => a.voter === voter && a.reason === 'granted' && a.atMs <= byMs)),
  );
}
