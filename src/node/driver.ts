import type { Outcome } from '../shared/control/toLab';
import type { Fact } from '../shared/facts';
import type { LogIndex } from '../shared/ids';
import type { Clock, Timer } from './clock';
import { decodeCommand } from './kv/command';
import type { KeyValueStore } from './kv/store';
import type { RaftCore } from './raft/core';
import type { Input, Message, Output, Persist } from './raft/types';
import type { Storage } from './storage/storage';
import { MAX_COMMAND_BYTES, type Arrival, type Envelope } from './transport/wireFormat';

/** Who is told of the driver's work. Times are monotonic ms. */
export interface Observer {
  fact(fact: Fact, atMs: number): void;
  /** From an AppendEntries without entries to its reply, conditioned delays included. */
  roundTrip(ms: number): void;
  /** A request for a vote, or the answer to one, has come: when its link let it arrive, and when it is handled. */
  vote(dueMs: number, handledMs: number): void;
  /** From the core's wish to durable. */
  persisted(ms: number): void;
  /** The core has taken a step. */
  stepped(): void;
}

/** What a driver needs of the core. */
export type DrivenCore = Pick<
  RaftCore,
  'step' | 'deadlineMs' | 'role' | 'leader' | 'canPropose' | 'transferTarget' | 'lastLogIndex' | 'entryAt'
>;

export interface DriverParts {
  readonly core: DrivenCore;
  readonly storage: Storage;
  /** @param sentMs when the core said so, or what it waited for was durable: from then on its link's delay runs */
  readonly send: (envelope: Envelope, sentMs: number) => void;
  readonly clock: Clock;
  readonly store: KeyValueStore;
  readonly observer: Observer;
  /** Answers a client's request. */
  readonly answer: (requestId: number, outcome: Outcome) => void;
}

interface Held {
  /** Released when everything up to this sequence is durable. */
  readonly sequence: number;
  readonly envelope: Envelope;
}

/** Longest that applying may keep the node from its datagrams, ms: after a restart there may be a million entries. */
const APPLY_SLICE_MS = 5;

/**
 * Carries out what the core says: one input in, one output done, in the order that `Output` prescribes. What may
 * leave only once it is durable waits here, in order, and so do clients until their entry is applied.
 */
export class Driver {
  private readonly timer: Timer;
  /** A storage may say that something is durable before `append` returns: that waits until the step is done. */
  private stepping = false;
  private appendedSequence = 0;
  private durableSequence = 0;
  private reportedSequence = 0;
  private readonly unsynced: { readonly sequence: number; readonly sinceMs: number }[] = [];
  private readonly held: Held[] = [];
  /** Of the message that the core is handling: its reply carries the stamp back. */
  private incoming: Envelope | null = null;
  private appliedIndex: LogIndex = 0;
  private committedIndex: LogIndex = 0;
  private applying = false;
  /** Clients that wait for the entry at an index, by that index. Only a leader has any. */
  private readonly waiting = new Map<LogIndex, number>();

  constructor(private readonly parts: DriverParts) {
    this.timer = parts.clock.timer(() => {
      this.step({ type: 'tick' });
    });
    this.timer.set(parts.core.deadlineMs);
  }

  /** Hands one input to the core, now, and does what it says. */
  step(input: Input): void {
    this.stepping = true;
    this.stepOnce(input);
    this.stepping = false;
    this.settle();
  }

  receive(arrival: Arrival): void {
    const { message } = arrival;
    const nowMs = this.parts.clock.nowMs();
    this.incoming = arrival;
    this.step({ type: 'message', message });
    this.incoming = null;
    this.tellDelay(arrival, nowMs);
  }

  /** What the machine has added to a link's delay. */
  private tellDelay({ message, stampUs, dueUs }: Arrival, handledMs: number): void {
    const { observer } = this.parts;
    if (message.type === 'AppendEntriesReply') {
      if (stampUs > 0) observer.roundTrip(handledMs - stampUs / 1000);
    } else if (message.type === 'RequestVote' || message.type === 'RequestVoteReply') {
      observer.vote(dueUs / 1000, handledMs);
    }
  }

  /** The storage's word that everything up to `sequence` is durable. */
  durable(sequence: number): void {
    this.durableSequence = sequence;
    if (!this.stepping) this.settle();
  }

  /** A client's command: answered once its entry is applied, or at once when it cannot be taken. */
  request(requestId: number, command: Uint8Array): void {
    const { core, answer } = this.parts;
    const refusal = this.refusalOf(command);
    if (refusal !== null) {
      answer(requestId, { ok: false, reason: refusal, leader: core.leader });
      return;
    }
    this.waiting.set(core.lastLogIndex + 1, requestId);
    // A copy, as the codec's: the log outlives the message that brought it.
    this.step({ type: 'propose', command: Buffer.from(command) });
  }

  private refusalOf(command: Uint8Array): Extract<Outcome, { ok: false }>['reason'] | null {
    const { core } = this.parts;
    if (command.length > MAX_COMMAND_BYTES) return 'tooLarge';
    if (decodeCommand(command) === null) return 'badCommand';
    if (core.transferTarget !== null) return 'transferring';
    return core.canPropose ? null : 'notLeader';
  }

  /** Releases what has become durable, and tells the core, until there is nothing new. */
  private settle(): void {
    this.stepping = true;
    while (this.reportedSequence < this.durableSequence) {
      const sequence = this.durableSequence;
      this.reportedSequence = sequence;
      this.release(sequence);
      this.stepOnce({ type: 'persisted', sequence });
    }
    this.stepping = false;
  }

  private release(sequence: number): void {
    const nowMs = this.parts.clock.nowMs();
    for (
      let write = this.unsynced[0];
      write !== undefined && write.sequence <= sequence;
      write = this.unsynced[0]
    ) {
      this.parts.observer.persisted(nowMs - write.sinceMs);
      this.unsynced.shift();
    }
    for (let next = this.held[0]; next !== undefined && next.sequence <= sequence; next = this.held[0]) {
      this.parts.send(next.envelope, nowMs);
      this.held.shift();
    }
  }

  private stepOnce(input: Input): void {
    const { core, clock, observer } = this.parts;
    const nowMs = clock.nowMs();
    const output = core.step(input, nowMs);
    if (output.persist !== null) this.persist(output.persist, nowMs);
    this.send(output, nowMs);
    // Observers can wait; a vote cannot.
    for (const fact of output.facts) observer.fact(fact, nowMs);
    this.committedIndex = output.applyTo;
    this.applySome();
    if (core.role !== 'leader') this.loseWaiting();
    this.timer.set(core.deadlineMs);
    observer.stepped();
  }

  private persist(persist: Persist, nowMs: number): void {
    this.appendedSequence = persist.sequence;
    this.unsynced.push({ sequence: persist.sequence, sinceMs: nowMs });
    this.parts.storage.append(persist);
  }

  private send(output: Output, nowMs: number): void {
    for (const message of output.sendNow) this.parts.send(this.envelopeOf(message, nowMs), nowMs);
    for (const message of output.sendOncePersisted) {
      const envelope = this.envelopeOf(message, nowMs);
      const mayLeave = this.held.length === 0 && this.appendedSequence <= this.durableSequence;
      if (mayLeave) this.parts.send(envelope, nowMs);
      // What waits for the disk says nothing of the network's round trip.
      else this.held.push({ sequence: this.appendedSequence, envelope: { message, stampUs: 0 } });
    }
  }

  private envelopeOf(message: Message, nowMs: number): Envelope {
    return { message, stampUs: this.stampOf(message, nowMs) };
  }

  /** Only heartbeats are stamped: what carries entries waits for the follower's disk. */
  private stampOf(message: Message, nowMs: number): number {
    if (message.type === 'AppendEntries') return message.entries.length === 0 ? Math.floor(nowMs * 1000) : 0;
    const answered = this.incoming;
    return message.type === 'AppendEntriesReply' && answered?.message.from === message.to
      ? answered.stampUs
      : 0;
  }

  private applySome(): void {
    if (this.applying) return;
    const { core, clock, store } = this.parts;
    const untilMs = clock.nowMs() + APPLY_SLICE_MS;
    while (this.appliedIndex < this.committedIndex) {
      this.appliedIndex += 1;
      const { command } = core.entryAt(this.appliedIndex);
      if (command !== null) this.answer(this.appliedIndex, store.apply(command));
      if (this.appliedIndex % 64 === 0 && clock.nowMs() > untilMs) {
        this.applying = this.appliedIndex < this.committedIndex;
        if (this.applying) clock.runAt(untilMs, this.resumeApplying);
        return;
      }
    }
  }

  private readonly resumeApplying = (): void => {
    this.applying = false;
    this.applySome();
  };

  private answer(index: LogIndex, result: Uint8Array<ArrayBuffer>): void {
    const requestId = this.waiting.get(index);
    if (requestId === undefined) return;
    this.waiting.delete(index);
    this.parts.answer(requestId, { ok: true, index, result });
  }

  private loseWaiting(): void {
    if (this.waiting.size === 0) return;
    const { leader } = this.parts.core;
    for (const requestId of this.waiting.values()) {
      this.parts.answer(requestId, { ok: false, reason: 'lost', leader });
    }
    this.waiting.clear();
  }
}
