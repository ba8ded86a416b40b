import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import type { RaftCore } from '../../node/raft/core';
import type { Input, Message, Output, RestoredState } from '../../node/raft/types';
import { isCut, NO_FAULTS, type LinkFaults } from '../cluster/links';
import { Disk } from './disk';
import { EventQueue } from './eventQueue';
import { seenMs, TRUE_CLOCK, type NodeClock } from './nodeClock';
import { Timers } from './timers';

/** How messages, disks and timers behave; each call draws afresh. */
export interface World {
  /** One-way delay of a message sent at `sentMs`, ms; Infinity when it is lost. */
  messageDelayMs(message: Message, sentMs: number): number;
  /** From a message's arrival until its server acts upon it, ms. */
  reactionMs(): number;
  persistDelayMs(): number;
  /** How late a timer fires, ms. */
  timerLateMs(): number;
}

/** Who is told of what happens, as it happens. */
export interface ClusterObserver {
  fact(stamped: StampedFact): void;
  /** A message left; it arrives at `arrivesMs`, Infinity when it is lost, cut off or nobody runs there. */
  message?(message: Message, sentMs: number, arrivesMs: number): void;
  /** A node's committed entries up to here are to be applied. */
  applied?(node: NodeId, index: number): void;
}

/** A node's writes up to `sequence` are durable: what waited for them may leave. */
interface Persisted {
  readonly type: 'persisted';
  readonly node: Node;
  /** Null when only messages waited, for a write that an earlier event reports. */
  readonly sequence: number | null;
  readonly messages: readonly Message[];
}

/** A node gets to a message that has arrived. */
interface Reading {
  readonly type: 'reading';
  readonly node: Node;
  readonly message: Message;
}

/** Something that somebody else planned. */
interface Planned {
  readonly type: 'planned';
  readonly action: () => void;
}

interface Node {
  readonly core: RaftCore;
  readonly clock: NodeClock;
  /** The deadline for which its timer is set, on the node's clock. */
  deadlineMs: number;
  /** When its latest write is, or was, durable. */
  durableMs: number;
  /** When it gets, or has got, to the latest message that has arrived. Its timer waits until then. */
  busyUntilMs: number;
  /** The latest time that it was told, on its clock. */
  toldMs: number;
  /** What has come while it is paused; null while it runs. */
  mail: (Message | Persisted)[] | null;
}

/**
 * A cluster in virtual time: the same cores as in the processes, driven by an event queue. Time passes only from one
 * event to the next. Servers that were never started, or crashed, are dead: what is sent to them vanishes.
 */
export class VirtualCluster {
  readonly #world: World;
  readonly #observer: ClusterObserver;
  readonly #queue = new EventQueue<Message | Persisted | Reading | Planned>();
  /** Indexed by node id, as all that follows. */
  readonly #nodes: (Node | undefined)[] = [];
  readonly #disks: (Disk | undefined)[] = [];
  readonly #timers = new Timers();
  readonly #keepsDisks: boolean;
  #faults: LinkFaults = NO_FAULTS;
  #nowMs = 0;

  /** @param keepsDisks whether servers may be restarted from what they wrote */
  constructor(world: World, observer: ClusterObserver, keepsDisks = false) {
    this.#world = world;
    this.#observer = observer;
    this.#keepsDisks = keepsDisks;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Back to time 0, with nobody running and nothing under way. */
  reset(): void {
    this.#queue.clear();
    this.#nodes.length = 0;
    this.#disks.length = 0;
    this.#faults = NO_FAULTS;
    this.#timers.clear();
    this.#nowMs = 0;
  }

  start(core: RaftCore, clock = TRUE_CLOCK, restored: RestoredState | null = null): void {
    const node: Node = {
      core,
      clock,
      deadlineMs: NaN,
      durableMs: -Infinity,
      busyUntilMs: -Infinity,
      toldMs: -Infinity,
      mail: null,
    };
    this.#nodes[core.id] = node;
    if (this.#keepsDisks && restored !== null) this.#disks[core.id] = new Disk(restored);
    this.#setTimer(node);
  }

  /** Its process is gone, with all that it had not written; null from a server that keeps nothing or is dead. */
  crash(id: NodeId): RestoredState | null {
    if (this.#nodes[id] === undefined) return null;
    this.#nodes[id] = undefined;
    this.#timers.set(id, Infinity);
    return this.#disks[id]?.restored() ?? null;
  }

  /** From now on its timers and its mail wait. */
  pause(id: NodeId): void {
    const node = this.#nodes[id];
    if (node === undefined || node.mail !== null) return;
    node.mail = [];
    this.#timers.set(id, Infinity);
  }

  /** As a stopped process that goes on: it reads its mail before it acts upon a deadline. */
  resume(id: NodeId): void {
    const node = this.#nodes[id];
    const mail = node?.mail ?? null;
    if (node === undefined || mail === null) return;
    node.mail = null;
    for (const event of mail) this.#hand(node, event);
    this.#setTimer(node);
  }

  /** The core of a server that is alive, paused or not. */
  core(id: NodeId): RaftCore | null {
    return this.#nodes[id]?.core ?? null;
  }

  /** Is it alive and not paused? */
  runs(id: NodeId): boolean {
    return this.#nodes[id]?.mail === null;
  }

  isPaused(id: NodeId): boolean {
    return (this.#nodes[id]?.mail ?? null) !== null;
  }

  get faults(): LinkFaults {
    return this.#faults;
  }

  /** What is under way already still arrives. */
  setFaults(faults: LinkFaults): void {
    this.#faults = faults;
  }

  /** Has something done at a time to come. */
  plan(atMs: number, action: () => void): void {
    this.#queue.push(atMs, { type: 'planned', action });
  }

  /** A message from one that does not run here, sent at `sentMs`. It has no effect if it arrives before `fromMs`. */
  send(message: Message, sentMs: number, fromMs: number): void {
    const arrivesMs = sentMs + this.#world.messageDelayMs(message, sentMs);
    this.#observer.message?.(message, sentMs, arrivesMs);
    if (arrivesMs !== Infinity && arrivesMs >= fromMs) this.#queue.push(arrivesMs, message);
  }

  /** When the next election or other timer fires; Infinity when there is none. */
  get nextTimerMs(): number {
    return this.#timers.nextMs;
  }

  /** When anything happens next; Infinity when nothing ever will. */
  get nextEventMs(): number {
    return Math.min(this.nextTimerMs, this.#queue.nextMs);
  }

  /** Lets the next thing happen. */
  advance(): void {
    // A message of the same time was sent before: it comes first.
    if (this.#queue.nextMs <= this.nextTimerMs) this.#deliver();
    else this.#tick();
  }

  #deliver(): void {
    const atMs = this.#queue.nextMs;
    const event = this.#queue.pop();
    if (event === undefined) return;
    this.#nowMs = atMs;
    if (event.type === 'planned') {
      event.action();
    } else if (event.type === 'persisted' || event.type === 'reading') {
      const { node } = event;
      // Of a process that is gone, nothing comes any more.
      if (this.#nodes[node.core.id] !== node) return;
      this.#receive(node, event.type === 'persisted' ? event : event.message);
    } else {
      const node = this.#nodes[event.to];
      if (node !== undefined) this.#arrive(node, event);
    }
  }

  #arrive(node: Node, message: Message): void {
    node.busyUntilMs = Math.max(node.busyUntilMs, this.#nowMs + this.#world.reactionMs());
    if (node.busyUntilMs <= this.#nowMs) {
      this.#receive(node, message);
      return;
    }
    this.#queue.push(node.busyUntilMs, { type: 'reading', node, message });
    const { id } = node.core;
    if (this.#timers.of(id) < node.busyUntilMs) this.#timers.set(id, node.busyUntilMs);
  }

  #receive(node: Node, event: Message | Persisted): void {
    if (node.mail === null) this.#hand(node, event);
    else node.mail.push(event);
  }

  #hand(node: Node, event: Message | Persisted): void {
    if (event.type !== 'persisted') {
      this.#step(node, { type: 'message', message: event });
      return;
    }
    this.#sendAll(event.messages);
    if (event.sequence !== null) this.#durable(node, event.sequence);
  }

  #durable(node: Node, sequence: number): void {
    this.#disks[node.core.id]?.durable(sequence);
    this.#step(node, { type: 'persisted', sequence });
  }

  #tick(): void {
    this.#nowMs = this.#timers.nextMs;
    const node = this.#nodes[this.#timers.next];
    if (node === undefined) return;
    // Rounding must not leave it just before its deadline.
    node.toldMs = Math.max(node.toldMs, node.deadlineMs);
    this.#step(node, { type: 'tick' });
  }

  /** Hands an input to a node now; a dead one takes none, and neither does a paused one. */
  step(id: NodeId, input: Input): void {
    const node = this.#nodes[id];
    if (node?.mail === null) this.#step(node, input);
  }

  #step(node: Node, input: Input): void {
    const nowMs = Math.max(node.toldMs, this.#nowMs * node.clock.rate);
    node.toldMs = nowMs;
    this.#carryOut(node, node.core.step(input, nowMs));
    if (node.core.deadlineMs !== node.deadlineMs) this.#setTimer(node);
  }

  #carryOut(node: Node, output: Output): void {
    const { id } = node.core;
    for (const fact of output.facts) this.#observer.fact({ atMs: this.#nowMs, node: id, fact });
    this.#sendAll(output.sendNow);
    const { persist, sendOncePersisted } = output;
    if (persist !== null) {
      this.#disks[id]?.write(persist);
      const durableMs = this.#nowMs + this.#world.persistDelayMs();
      node.durableMs = Math.max(node.durableMs, durableMs);
    }
    if (output.applyTo > output.applyFrom) this.#observer.applied?.(id, output.applyTo);
    if (node.durableMs <= this.#nowMs) {
      this.#sendAll(sendOncePersisted);
      if (persist !== null) this.#durable(node, persist.sequence);
    } else if (persist !== null || sendOncePersisted.length > 0) {
      this.#queue.push(node.durableMs, {
        type: 'persisted',
        node,
        sequence: persist === null ? null : persist.sequence,
        messages: sendOncePersisted,
      });
    }
  }

  #sendAll(messages: readonly Message[]): void {
    for (const message of messages) {
      const arrivesMs = this.#arrivalMs(message);
      this.#observer.message?.(message, this.#nowMs, arrivesMs);
      if (arrivesMs !== Infinity) this.#queue.push(arrivesMs, message);
    }
  }

  #arrivalMs(message: Message): number {
    const { from, to } = message;
    if (this.#nodes[to] === undefined) return Infinity;
    if (this.#faults !== NO_FAULTS && isCut(this.#faults, from, to)) return Infinity;
    return this.#nowMs + this.#world.messageDelayMs(message, this.#nowMs);
  }

  /** It fires at the deadline, or somewhat late; never while the node is paused. */
  #setTimer(node: Node): void {
    const { core, clock, busyUntilMs } = node;
    const deadlineMs = (node.deadlineMs = core.deadlineMs);
    const stands = node.mail !== null || deadlineMs === Infinity;
    const fireMs = stands ? Infinity : seenMs(deadlineMs, clock) + this.#world.timerLateMs();
    this.#timers.set(core.id, Math.max(this.#nowMs, busyUntilMs, fireMs));
  }
}
