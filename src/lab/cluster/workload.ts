import { LabError } from '../../shared/errors';
import type { Outcome } from '../../shared/control/toLab';
import type { NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { encodeCommand, type Command } from '../../node/kv/command';

/** Commands that may be under way at a time; each belongs to a client of its own (§8: one at a time a client). */
const MAX_CLIENTS = 1000;
/** Commands that wait for a free client or a leader. Beyond it new ones are dropped. */
const MAX_WAITING = 100_000;
/** How often what waits is tried again while nothing new is due, ms. */
const TURN_MS = 4;
/** Without an answer for so long, a client asks again, ms. */
const ANSWER_TIMEOUT_MS = 1000;
/** When somebody else leads by now, it does so earlier, ms. */
const NEW_LEADER_TIMEOUT_MS = 100;
/** How long one command of a person is tried, ms. */
const PROPOSE_TIMEOUT_MS = 10_000;

/** What the clients need of their cluster. */
export interface ClientPort {
  leader(): NodeId | null;
  /** False when the node does not run. */
  request(node: NodeId, requestId: number, command: Uint8Array<ArrayBuffer>): boolean;
  acknowledged(atMs: number, latencyMs: number): void;
  /** From now on new commands are dropped, as so many wait already. */
  givingUp(waiting: number): void;
}

type Content =
  { readonly type: 'noop' } | { readonly type: 'put'; readonly key: string; readonly value: string };

interface Job {
  readonly content: Content;
  /**
   * Its latency counts from here, however long it waits for a client or a leader: of a steady load, when it was due.
   */
  readonly issuedMs: number;
  /** For a person's command: told how it ended. */
  readonly ended?: (problem: LabError | null) => void;
}

/** A client with its one command under way. */
interface Session {
  readonly job: Job;
  readonly clientId: number;
  readonly requestId: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Who has it now; null while it waits to be sent again. */
  node: NodeId | null;
  sentMs: number;
}

/**
 * Clients of the key–value store: a steady load of so many commands a second, and single commands that people ask
 * for. They write through the leader, follow redirects, and send again under the same number what was not answered.
 *
 * The load is open: when each command is due stands beforehand, and its latency counts from then on, so neither a
 * cluster without a leader nor a client that is late itself is spared (no coordinated omission).
 */
export class Workload {
  readonly #port: ClientPort;
  readonly #sessions = new Map<number, Session>();
  /** Numbers of clients that have no command under way, with the last sequence each used. */
  readonly #freeClients: number[] = [];
  readonly #sequences: number[] = [];
  readonly #waiting: Job[] = [];
  #waitingFrom = 0;
  #nextRequestId = 1;
  #perSecond = 0;
  /** The load's schedule: command `n` of this rate is due at `rateSinceMs + n / rate`. */
  #rateSinceMs = 0;
  #issued = 0;
  #givingUp = false;
  #timer: NodeJS.Timeout | null = null;
  /** When the timer is to fire. */
  #turnMs = 0;

  constructor(port: ClientPort) {
    this.#port = port;
    for (let client = MAX_CLIENTS - 1; client >= 0; client -= 1) this.#freeClients.push(client);
  }

  /** When the oldest command without an acknowledgement was issued; null when all are acknowledged. */
  get oldestOpenMs(): number | null {
    const waiting = this.#waiting[this.#waitingFrom];
    let oldest = waiting?.issuedMs ?? Infinity;
    for (const { job } of this.#sessions.values()) oldest = Math.min(oldest, job.issuedMs);
    return oldest === Infinity ? null : oldest;
  }

  /** @param perSecond 0 ends the load; what is under way is still followed to its end */
  setRate(perSecond: number): void {
    if (perSecond === this.#perSecond) return;
    this.#perSecond = perSecond;
    this.#rateSinceMs = monotonicMs();
    this.#issued = 0;
    this.#attend();
  }

  /**
   * One command, followed until it is applied.
   * @throws LabError `not-leader` when it is not acknowledged within 10 s; it may or may not be applied then.
   */
  propose(key: string, value: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        reject(notAcknowledged());
      }, PROPOSE_TIMEOUT_MS);
      const ended = (problem: LabError | null): void => {
        clearTimeout(timeout);
        if (problem) reject(problem);
        else resolve();
      };
      this.#waiting.push({ content: { type: 'put', key, value }, issuedMs: monotonicMs(), ended });
      this.#turn();
    });
  }

  answered(node: NodeId, requestId: number, outcome: Outcome): void {
    const session = this.#sessions.get(requestId);
    if (session === undefined) return;
    if (outcome.ok) {
      const nowMs = monotonicMs();
      this.#end(session, null);
      this.#port.acknowledged(nowMs, nowMs - session.job.issuedMs);
      this.#sendWaiting(nowMs);
      return;
    }
    switch (outcome.reason) {
      case 'tooLarge':
      case 'badCommand':
        this.#end(
          session,
          new LabError(
            'bad-argument',
            'The command is too large: key and value together may have 7,900 bytes.',
          ),
        );
        return;
      case 'notLeader':
      case 'transferring':
      case 'lost':
        if (session.node !== node) return;
        session.node = null;
        if (outcome.leader !== null && outcome.leader !== node) this.#send(session, outcome.leader);
        this.#attend();
    }
  }

  /** A node is gone, and with it what it had under way: asked again, under the same number. */
  nodeGone(node: NodeId): void {
    for (const session of this.#sessions.values()) if (session.node === node) session.node = null;
    this.#attend();
  }

  stop(): void {
    this.#perSecond = 0;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const problem = new LabError(
      'not-running',
      'The cluster was stopped before the command was acknowledged.',
    );
    for (const session of [...this.#sessions.values()]) this.#end(session, problem);
    for (const job of this.#waiting.splice(0).slice(this.#waitingFrom)) job.ended?.(problem);
    this.#waitingFrom = 0;
  }

  /** Takes the next turn in time, while there is anything to do. */
  #attend(): void {
    const idle = this.#sessions.size === 0 && this.#waiting.length === 0;
    if (this.#perSecond === 0 && idle) return;
    const nowMs = monotonicMs();
    const dueMs = this.#dueMs(this.#issued + 1);
    const turnMs = idle ? dueMs : Math.min(nowMs + TURN_MS, dueMs);
    if (this.#timer !== null) {
      if (this.#turnMs <= turnMs) return;
      clearTimeout(this.#timer);
    }
    this.#turnMs = turnMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#turn();
      },
      Math.ceil(turnMs - nowMs),
    );
  }

  #turn(): void {
    const nowMs = monotonicMs();
    this.#issue(nowMs);
    this.#sendAgain(nowMs);
    this.#sendWaiting(nowMs);
    this.#attend();
  }

  /** Puts in line what has become due. */
  #issue(nowMs: number): void {
    const due = Math.floor(((nowMs - this.#rateSinceMs) * this.#perSecond) / 1000);
    for (; this.#issued < due; this.#issued += 1) {
      const waiting = this.#waiting.length - this.#waitingFrom;
      if (waiting < MAX_WAITING) {
        this.#waiting.push({ content: { type: 'noop' }, issuedMs: this.#dueMs(this.#issued + 1) });
        this.#givingUp = false;
      } else if (!this.#givingUp) {
        this.#givingUp = true;
        this.#port.givingUp(waiting);
      }
    }
  }

  /** When that command of the load is due, the first being number 1. */
  #dueMs(number: number): number {
    return this.#rateSinceMs + (number * 1000) / this.#perSecond;
  }

  #sendAgain(nowMs: number): void {
    const leader = this.#port.leader();
    if (leader === null) return;
    for (const session of this.#sessions.values()) {
      const patienceMs = session.node === leader ? ANSWER_TIMEOUT_MS : NEW_LEADER_TIMEOUT_MS;
      if (session.node === null || nowMs - session.sentMs > patienceMs) this.#send(session, leader);
    }
  }

  #sendWaiting(nowMs: number): void {
    const leader = this.#port.leader();
    while (this.#waitingFrom < this.#waiting.length) {
      const job = this.#waiting[this.#waitingFrom];
      const client = leader === null ? undefined : this.#freeClients.pop();
      if (job === undefined || leader === null || client === undefined) break;
      this.#waitingFrom += 1;
      this.#send(this.#open(job, client, nowMs), leader);
    }
    if (this.#waitingFrom > 1000 || this.#waitingFrom === this.#waiting.length) {
      this.#waiting.splice(0, this.#waitingFrom);
      this.#waitingFrom = 0;
    }
  }

  #open(job: Job, client: number, nowMs: number): Session {
    const sequence = (this.#sequences[client] ?? 0) + 1;
    this.#sequences[client] = sequence;
    const command: Command = { ...job.content, clientId: client, sequence };
    const session: Session = {
      job,
      clientId: client,
      requestId: this.#nextRequestId,
      bytes: Uint8Array.from(encodeCommand(command)),
      node: null,
      sentMs: nowMs,
    };
    this.#nextRequestId += 1;
    this.#sessions.set(session.requestId, session);
    return session;
  }

  #send(session: Session, node: NodeId): void {
    session.sentMs = monotonicMs();
    session.node = this.#port.request(node, session.requestId, session.bytes) ? node : null;
  }

  #end(session: Session, problem: LabError | null): void {
    this.#sessions.delete(session.requestId);
    this.#freeClients.push(session.clientId);
    session.job.ended?.(problem);
  }
}

function notAcknowledged(): LabError {
  return new LabError(
    'not-leader',
    'The command was not acknowledged within 10 s. It may be applied later; see whether the cluster has a leader.',
  );
}
