import type { Role, RoleReason } from '../../shared/facts';
import { majorityOf, type LogIndex, type NodeId, type Term } from '../../shared/ids';
import type { Timing } from '../../shared/settings';
import { noEffects, type Effects } from './effects';
import { RaftLog } from './log';
import type { Progress } from './progress';
import type { RaftConfig, RestoredState } from './types';

/** A leadership transfer under way (thesis §3.10). */
export interface Transfer {
  readonly target: NodeId;
  /** Given up then, ms. */
  readonly deadlineMs: number;
}

/**
 * One server's state (Figure 2) and the transitions that every rule uses. The rules themselves are functions over
 * it: election.ts, replication.ts, leadership.ts.
 */
export class RaftState {
  readonly id: NodeId;
  readonly servers: readonly NodeId[];
  readonly majority: number;
  readonly random: () => number;
  readonly maxAppendBytes: number;
  timing: Timing;

  // Persistent state on all servers.
  currentTerm: Term;
  votedFor: NodeId | null;
  readonly log: RaftLog;

  // Volatile state on all servers.
  role: Role = 'follower';
  leader: NodeId | null = null;
  commitIndex: LogIndex;
  /** When this server last heard from the leader of its term, ms. */
  lastLeaderContactMs = -Infinity;
  electionFromMs: number;
  electionDeadlineMs = Infinity;

  // As a candidate or preCandidate: who has answered what.
  votesGranted: NodeId[] = [];
  votesRefused: NodeId[] = [];

  // As a leader.
  progress: Progress[] = [];
  heartbeatDeadlineMs = Infinity;
  quorumDeadlineMs = Infinity;
  transfer: Transfer | null = null;
  /** The leader's own matchIndex: only what is on its disk counts towards a majority. */
  durableIndex: LogIndex;

  /** What the current step brings about. */
  effects: Effects;

  constructor(config: RaftConfig, restored: RestoredState | null, nowMs: number) {
    this.id = config.id;
    this.servers = config.servers;
    this.majority = majorityOf(config.servers.length);
    this.random = config.random;
    this.maxAppendBytes = config.maxAppendBytes;
    this.timing = config.timing;
    this.currentTerm = restored?.currentTerm ?? 0;
    this.votedFor = restored?.votedFor ?? null;
    this.log = new RaftLog(restored?.entries ?? []);
    this.commitIndex = Math.min(restored?.commitIndex ?? 0, this.log.lastIndex);
    this.durableIndex = this.log.lastIndex;
    this.electionFromMs = nowMs;
    this.effects = noEffects(nowMs);
    this.resetElectionTimer();
  }

  get nowMs(): number {
    return this.effects.nowMs;
  }

  /** §5.2: the timeout is drawn afresh at every reset, from the range of the role that the server then has. */
  resetElectionTimer(): void {
    const { electionTimeoutMinMs, electionTimeoutMaxMs, candidateTimeout } = this.timing;
    const own = candidateTimeout !== undefined && this.role !== 'follower' ? candidateTimeout : null;
    const minMs = own === null ? electionTimeoutMinMs : own.minMs;
    const maxMs = own === null ? electionTimeoutMaxMs : own.maxMs;
    this.electionFromMs = this.nowMs;
    this.electionDeadlineMs = this.nowMs + minMs + this.random() * (maxMs - minMs);
  }

  /** Terms only rise, and with a new term the vote is free again (§5.1). */
  setTerm(term: Term, votedFor: NodeId | null): void {
    this.currentTerm = term;
    this.votedFor = votedFor;
    this.effects.hardStateChanged = true;
  }

  /** "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower" (§5.1). */
  adoptTerm(term: Term): void {
    this.setTerm(term, null);
    if (this.role === 'follower') {
      this.leader = null;
      this.effects.facts.push({ type: 'termAdvanced', term });
    } else {
      this.becomeFollower('higherTerm', null);
    }
  }

  /**
   * A leader has no election timer, so one that steps down starts it; anyone else's keeps running: only a leader's
   * AppendEntries or a vote given resets it (Figure 2, Rules for Followers).
   */
  becomeFollower(reason: RoleReason, leader: NodeId | null): void {
    const wasLeader = this.role === 'leader';
    this.leader = leader;
    this.setRole('follower', reason);
    this.endLeadership();
    if (wasLeader) this.resetElectionTimer();
  }

  setRole(role: Role, reason: RoleReason): void {
    this.role = role;
    this.votesGranted = [];
    this.votesRefused = [];
    this.effects.facts.push({ type: 'roleChanged', role, term: this.currentTerm, reason });
  }

  endTransfer(): void {
    if (this.transfer === null) return;
    this.effects.facts.push({ type: 'transferEnded', target: this.transfer.target, term: this.currentTerm });
    this.transfer = null;
  }

  private endLeadership(): void {
    this.progress = [];
    this.heartbeatDeadlineMs = Infinity;
    this.quorumDeadlineMs = Infinity;
    this.endTransfer();
  }
}
