import type { Role } from '../../shared/facts';
import type { LogIndex, NodeId, Term } from '../../shared/ids';
import { unreachable } from '../../shared/errors';
import type { Timing } from '../../shared/settings';
import { campaign, handleRequestVote, handleRequestVoteReply, handleTimeoutNow } from './election';
import { noEffects } from './effects';
import {
  handleTransferRequest,
  heartbeat,
  hurryTransfer,
  leaderTick,
  retuneLeader,
  timerFired,
  transferLeadership,
} from './leadership';
import {
  advanceCommitIndex,
  appendToLog,
  handleAppendEntries,
  handleAppendEntriesReply,
  replicate,
} from './replication';
import { RaftState } from './state';
import type { Entry, Input, Message, Output, Persist, RaftConfig, RestoredState } from './types';

/**
 * One Raft server as a deterministic machine: an input and the time go in, what to do comes out. No I/O, no
 * clock, no randomness but the generator handed in. The UDP node, the simulator and the conformance tests all
 * drive this class.
 *
 * Times are monotonic ms as floats; `nowMs` never goes back from one step to the next.
 */
export class RaftCore {
  readonly #state: RaftState;
  #applied: LogIndex = 0;
  #persistSequence = 0;
  /** Log writes that are not yet durable, oldest first. */
  #unsynced: { readonly sequence: number; readonly lastIndex: LogIndex }[] = [];

  /**
   * @param restored what a crash left on disk, null for a server that never ran
   * @param nowMs when the first election timeout starts
   */
  constructor(config: RaftConfig, restored: RestoredState | null, nowMs: number) {
    this.#state = new RaftState(config, restored, nowMs);
  }

  get id(): NodeId {
    return this.#state.id;
  }
  get currentTerm(): Term {
    return this.#state.currentTerm;
  }
  get votedFor(): NodeId | null {
    return this.#state.votedFor;
  }
  get role(): Role {
    return this.#state.role;
  }
  get leader(): NodeId | null {
    return this.#state.leader;
  }
  get commitIndex(): LogIndex {
    return this.#state.commitIndex;
  }
  get lastLogIndex(): LogIndex {
    return this.#state.log.lastIndex;
  }
  get lastLogTerm(): Term {
    return this.#state.log.lastTerm;
  }
  get timing(): Timing {
    return this.#state.timing;
  }
  /** Who has granted this candidate its vote or pre-vote, itself included. */
  get votesGranted(): readonly NodeId[] {
    return this.#state.votesGranted;
  }
  /** When the election timer was last reset; null for a leader, which has none. */
  get electionFromMs(): number | null {
    return this.#state.role === 'leader' ? null : this.#state.electionFromMs;
  }
  get electionDeadlineMs(): number | null {
    return this.#state.role === 'leader' ? null : this.#state.electionDeadlineMs;
  }
  /** Does this server take commands: is it a leader that is not handing over? */
  get canPropose(): boolean {
    return this.#state.role === 'leader' && this.#state.transfer === null;
  }
  /** To whom leadership is being handed over. */
  get transferTarget(): NodeId | null {
    return this.#state.transfer?.target ?? null;
  }

  /** When the next `tick` is due, ms; Infinity when there is none. */
  get deadlineMs(): number {
    const state = this.#state;
    if (state.role !== 'leader') return state.electionDeadlineMs;
    return Math.min(
      state.heartbeatDeadlineMs,
      state.timing.checkQuorum && state.progress.length > 0 ? state.quorumDeadlineMs : Infinity,
      state.transfer === null ? Infinity : state.transfer.deadlineMs,
    );
  }

  /** @throws RangeError when there is no such entry. */
  entryAt(index: LogIndex): Entry {
    return this.#state.log.entryAt(index);
  }

  /** The term of the entry at `index`; 0 where there is none. */
  termAt(index: LogIndex): Term {
    return this.#state.log.termAt(index);
  }

  /** Takes one input at `nowMs` and says what to do. */
  step(input: Input, nowMs: number): Output {
    const state = this.#state;
    state.effects = noEffects(nowMs);
    this.#take(input);
    const applyFrom = this.#applied;
    this.#applied = state.commitIndex;
    const { sendNow, sendOncePersisted, facts } = state.effects;
    const persist = this.#takePersist();
    return { persist, sendNow, sendOncePersisted, applyFrom, applyTo: this.#applied, facts };
  }

  #take(input: Input): void {
    const state = this.#state;
    switch (input.type) {
      case 'message':
        this.#receive(input.message);
        return;
      case 'tick':
        this.#tick();
        return;
      case 'persisted':
        this.#persisted(input.sequence);
        return;
      case 'propose':
        if (!this.canPropose) return;
        appendToLog(state, { term: state.currentTerm, command: input.command });
        replicate(state);
        return;
      case 'campaign':
        campaign(state, 'campaignRequested');
        return;
      case 'heartbeat':
        if (state.role === 'leader') heartbeat(state);
        return;
      case 'transferLeadership':
        transferLeadership(state, input.target);
        return;
      case 'retune':
        this.#retune(input.timing);
        return;
      case 'setElectionDeadline':
        if (state.role !== 'leader') state.electionDeadlineMs = input.deadlineMs;
        return;
      default:
        unreachable(input);
    }
  }

  #receive(message: Message): void {
    const state = this.#state;
    // RequestVote has exceptions to the term rule of §5.1: pre-votes, and servers that hear their leader.
    // A granted pre-vote carries the term asked for, which nobody has yet.
    const exempt =
      message.type === 'RequestVote' ||
      (message.type === 'RequestVoteReply' && message.preVote && message.voteGranted);
    if (!exempt && message.term > state.currentTerm) state.adoptTerm(message.term);
    switch (message.type) {
      case 'RequestVote':
        handleRequestVote(state, message);
        return;
      case 'RequestVoteReply':
        handleRequestVoteReply(state, message);
        return;
      case 'AppendEntries':
        handleAppendEntries(state, message);
        return;
      case 'AppendEntriesReply':
        handleAppendEntriesReply(state, message);
        if (message.from === state.transfer?.target && message.success) hurryTransfer(state);
        return;
      case 'TimeoutNow':
        handleTimeoutNow(state, message);
        return;
      case 'TransferRequest':
        handleTransferRequest(state, message);
        return;
      default:
        unreachable(message);
    }
  }

  #tick(): void {
    const state = this.#state;
    if (state.role === 'leader') {
      leaderTick(state);
    } else if (state.nowMs >= state.electionDeadlineMs) {
      timerFired(state, 'election', state.electionDeadlineMs);
      campaign(state, 'electionTimeout');
    }
  }

  /** A new range redraws the current deadline, counted from now; a leader's shorter deadlines hold at once. */
  #retune(timing: Timing): void {
    const state = this.#state;
    const before = state.timing;
    state.timing = timing;
    if (state.role === 'leader') {
      retuneLeader(state, before);
    } else if (
      before.electionTimeoutMinMs !== timing.electionTimeoutMinMs ||
      before.electionTimeoutMaxMs !== timing.electionTimeoutMaxMs ||
      before.candidateTimeout?.minMs !== timing.candidateTimeout?.minMs ||
      before.candidateTimeout?.maxMs !== timing.candidateTimeout?.maxMs
    ) {
      state.resetElectionTimer();
    }
  }

  /** What is on this leader's own disk counts towards a majority (§5.3). */
  #persisted(sequence: number): void {
    const state = this.#state;
    for (let write = this.#unsynced[0]; write !== undefined; write = this.#unsynced[0]) {
      if (write.sequence > sequence) break;
      state.durableIndex = write.lastIndex;
      this.#unsynced.shift();
    }
    if (state.role === 'leader') advanceCommitIndex(state);
  }

  #takePersist(): Persist | null {
    const { effects, log, currentTerm, votedFor } = this.#state;
    const logChanged = effects.logChangedFrom !== Infinity;
    if (!effects.hardStateChanged && !logChanged) return null;
    this.#persistSequence += 1;
    const sequence = this.#persistSequence;
    if (logChanged) {
      const kept = effects.logChangedFrom - 1;
      const newest = this.#unsynced.at(-1);
      if (newest !== undefined && newest.lastIndex > kept) {
        // Of a write that this one cuts short, only what was kept will ever count as durable.
        this.#unsynced = this.#unsynced.map((write) => ({
          sequence: write.sequence,
          lastIndex: Math.min(write.lastIndex, kept),
        }));
      }
      this.#unsynced.push({ sequence, lastIndex: log.lastIndex });
    }
    return {
      sequence,
      hardState: effects.hardStateChanged ? { currentTerm, votedFor } : null,
      log: logChanged
        ? { fromIndex: effects.logChangedFrom, entries: log.entriesFrom(effects.logChangedFrom) }
        : null,
    };
  }
}
