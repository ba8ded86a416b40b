import type { Fact } from '../../shared/facts';
import type { LogIndex, NodeId, Term } from '../../shared/ids';
import type { Timing } from '../../shared/settings';

/** One log entry. `command: null` is the no-op with which a leader opens its term (§8). */
export interface Entry {
  readonly term: Term;
  readonly command: Uint8Array | null;
}

/** RequestVote RPC (Figure 2). With `preVote`, `term` is the term that the sender would start (thesis §9.6). */
export interface RequestVote {
  readonly type: 'RequestVote';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  readonly lastLogIndex: LogIndex;
  readonly lastLogTerm: Term;
  readonly preVote: boolean;
  /** The leader itself asked for this election (thesis §3.10): voters do not hold its liveness against it. */
  readonly leadershipTransfer: boolean;
}

/** A granted pre-vote carries the term asked for; every other reply carries the voter's own term. */
export interface RequestVoteReply {
  readonly type: 'RequestVoteReply';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  readonly voteGranted: boolean;
  readonly preVote: boolean;
}

/** AppendEntries RPC (Figure 2); a heartbeat is one without entries. */
export interface AppendEntries {
  readonly type: 'AppendEntries';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  readonly prevLogIndex: LogIndex;
  readonly prevLogTerm: Term;
  readonly entries: readonly Entry[];
  readonly leaderCommit: LogIndex;
}

export interface AppendEntriesReply {
  readonly type: 'AppendEntriesReply';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  readonly success: boolean;
  /** On success: the last index known to match the leader's log. On refusal: the `prevLogIndex` refused. */
  readonly index: LogIndex;
  /** On refusal: the follower's last entry that could match (§5.3), so that a whole term is skipped at a time. */
  readonly hintIndex: LogIndex;
  readonly hintTerm: Term;
}

/** Leadership transfer (thesis §3.10): the target is to start an election at once. */
export interface TimeoutNow {
  readonly type: 'TimeoutNow';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
}

/** A follower that was asked for a leadership transfer passes the wish on to its leader. */
export interface TransferRequest {
  readonly type: 'TransferRequest';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
  readonly target: NodeId;
}

export type Message =
  RequestVote | RequestVoteReply | AppendEntries | AppendEntriesReply | TimeoutNow | TransferRequest;

export type MessageType = Message['type'];

/** What can happen to a node. The driver hands each one to `RaftCore.step` with the current time. */
export type Input =
  | { readonly type: 'message'; readonly message: Message }
  /** Time has reached (or passed) `RaftCore.deadlineMs`. Harmless when it has not. */
  | { readonly type: 'tick' }
  /** Everything up to the output with this `persist.sequence` is durable. */
  | { readonly type: 'persisted'; readonly sequence: number }
  /** A client's command. Accepted when `RaftCore.canPropose`, else ignored. */
  | { readonly type: 'propose'; readonly command: Uint8Array }
  /** Start an election now, as if the election timeout had fired. Ignored by a leader. */
  | { readonly type: 'campaign' }
  /** As a leader: send heartbeats now and restart the heartbeat interval. Ignored by others. */
  | { readonly type: 'heartbeat' }
  | { readonly type: 'transferLeadership'; readonly target: NodeId }
  /** New timing; the current election deadline is redrawn from the new range. */
  | { readonly type: 'retune'; readonly timing: Timing }
  /** Moves the current election deadline (to align or spread timers); the next reset draws as usual. */
  | { readonly type: 'setElectionDeadline'; readonly deadlineMs: number };

/** What must be durable before `Output.sendOncePersisted` may leave. Absent parts have not changed. */
export interface Persist {
  /** Counts up from 1; report it back with the `persisted` input. */
  readonly sequence: number;
  readonly hardState: HardState | null;
  /** The log from `fromIndex` on becomes `entries`: whatever stood there before is cut off. */
  readonly log: { readonly fromIndex: LogIndex; readonly entries: readonly Entry[] } | null;
}

export interface HardState {
  readonly currentTerm: Term;
  readonly votedFor: NodeId | null;
}

/** What a node must do after one input, in this order. */
export interface Output {
  /** Make this durable (Figure 2: "updated on stable storage before responding to RPCs"). */
  readonly persist: Persist | null;
  /** These depend on nothing that is not yet durable: send at once (thesis §10.2.1: a leader writes in parallel). */
  readonly sendNow: readonly Message[];
  /** These may leave only when this output's persist, and every earlier one, is durable. */
  readonly sendOncePersisted: readonly Message[];
  /** Newly committed entries are those in (`applyFrom`, `applyTo`]; equal when there are none. */
  readonly applyFrom: LogIndex;
  readonly applyTo: LogIndex;
  readonly facts: readonly Fact[];
}

/** What a node remembers across a crash (Figure 2, persistent state). */
export interface RestoredState extends HardState {
  readonly entries: readonly Entry[];
  /** Known committed, if something durable says so; 0 is always safe. */
  readonly commitIndex?: LogIndex;
}

export interface RaftConfig {
  readonly id: NodeId;
  /** All servers of the cluster, this one included. */
  readonly servers: readonly NodeId[];
  readonly timing: Timing;
  /** Uniform on [0, 1), seeded: one generator a node. */
  readonly random: () => number;
  /** Most bytes of entries in one AppendEntries (each entry counts `ENTRY_OVERHEAD_BYTES` and its command). */
  readonly maxAppendBytes: number;
}
