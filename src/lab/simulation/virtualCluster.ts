import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import type { RaftCore } from '../../node/raft/core';
import type { Input, Message, Output } from '../../node/raft/types';
import { EventQueue } from './eventQueue';

/** How messages, disks and timers behave; each call draws afresh. */
export interface World {
  /** One-way delay of a message, ms; Infinity when it is lost. */
  messageDelayMs(): number;
  persistDelayMs(): number;
  /** How late a timer fires, ms. */
  timerLateMs(): number;
}

/** A node's writes up to `sequence` are durable: what waited for them may leave. */
interface Persisted {
  readonly type: 'persisted';
  readonly node: NodeId;
  /** Null when only messages waited, for a write that an earlier event reports. */
  readonly sequence: number | null;
  readonly messages: readonly Message[];
}

interface Node {
  readonly core: RaftCore;
  /** The deadline for which `wakeMs` was drawn. */
  deadlineMs: number;
  /** When its timer fires: at the deadline, or somewhat late. */
  wakeMs: number;
  /** When its latest write is, or was, durable. */
  durableMs: number;
}

/**
 * A cluster in virtual time: the same cores as in the processes, driven by an event queue. Time passes only from one
 * event to the next. Servers that were never started are dead: what is sent to them vanishes.
 */
export class VirtualCluster {
  readonly #world: World;
  readonly #onFact: (stamped: StampedFact) => void;
  readonly #queue = new EventQueue<Message | Persisted>();
  /** Indexed by node id. */
  readonly #nodes: (Node | undefined)[] = [];
  #nowMs = 0;
  /** The node whose timer is the next to fire, 0 when it must be looked for. */
  #next: NodeId = 0;
  #nextWakeMs = Infinity;

  constructor(world: World, onFact: (stamped: StampedFact) => void) {
    this.#world = world;
    this.#onFact = onFact;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Back to time 0, with nobody running and nothing under way. */
  reset(): void {
    this.#queue.clear();
    this.#nodes.length = 0;
    this.#nowMs = 0;
    this.#next = 0;
    this.#nextWakeMs = Infinity;
  }

  start(core: RaftCore): void {
    const node = { core, deadlineMs: NaN, wakeMs: Infinity, durableMs: -Infinity };
    this.#nodes[core.id] = node;
    this.#setTimer(node);
  }

  /** A message from one that does not run here, sent at `sentMs`. It has no effect if it arrives before `fromMs`. */
  send(message: Message, sentMs: number, fromMs: number): void {
    const arrivalMs = sentMs + this.#world.messageDelayMs();
    if (arrivalMs !== Infinity && arrivalMs >= fromMs) this.#queue.push(arrivalMs, message);
  }

  /** When the next election or other timer fires; Infinity when there is none. */
  get nextTimerMs(): number {
    if (this.#next === 0) this.#findNextTimer();
    return this.#nextWakeMs;
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
    if (event.type === 'persisted') {
      this.#sendAll(event.messages);
      if (event.sequence !== null) this.step(event.node, { type: 'persisted', sequence: event.sequence });
    } else {
      this.step(event.to, { type: 'message', message: event });
    }
  }

  #tick(): void {
    this.#nowMs = this.#nextWakeMs;
    this.step(this.#next, { type: 'tick' });
  }

  /** Hands an input to a node now; a dead one takes none. */
  step(id: NodeId, input: Input): void {
    const node = this.#nodes[id];
    if (node === undefined) return;
    this.#carryOut(node, node.core.step(input, this.#nowMs));
    if (node.core.deadlineMs !== node.deadlineMs) this.#setTimer(node);
  }

  #carryOut(node: Node, output: Output): void {
    for (const fact of output.facts) this.#onFact({ atMs: this.#nowMs, node: node.core.id, fact });
    this.#sendAll(output.sendNow);
    const { persist, sendOncePersisted } = output;
    if (persist !== null) {
      const durableMs = this.#nowMs + this.#world.persistDelayMs();
      node.durableMs = Math.max(node.durableMs, durableMs);
    }
    if (node.durableMs <= this.#nowMs) {
      this.#sendAll(sendOncePersisted);
      if (persist !== null) this.step(node.core.id, { type: 'persisted', sequence: persist.sequence });
    } else if (persist !== null || sendOncePersisted.length > 0) {
      this.#queue.push(node.durableMs, {
        type: 'persisted',
        node: node.core.id,
        sequence: persist === null ? null : persist.sequence,
        messages: sendOncePersisted,
      });
    }
  }

  #sendAll(messages: readonly Message[]): void {
    for (const message of messages) {
      if (this.#nodes[message.to] === undefined) continue;
      const delayMs = this.#world.messageDelayMs();
      if (delayMs !== Infinity) this.#queue.push(this.#nowMs + delayMs, message);
    }
  }

  #setTimer(node: Node): void {
    node.deadlineMs = node.core.deadlineMs;
    node.wakeMs = node.deadlineMs === Infinity ? Infinity : node.deadlineMs + this.#world.timerLateMs();
    if (node.core.id === this.#next) {
      this.#next = 0;
    } else if (this.#next !== 0 && node.wakeMs < this.#nextWakeMs) {
      this.#next = node.core.id;
      this.#nextWakeMs = node.wakeMs;
    }
  }

  #findNextTimer(): void {
    this.#nextWakeMs = Infinity;
    for (const node of this.#nodes) {
      if (node !== undefined && node.wakeMs < this.#nextWakeMs) {
        this.#next = node.core.id;
        this.#nextWakeMs = node.wakeMs;
      }
    }
  }
}
