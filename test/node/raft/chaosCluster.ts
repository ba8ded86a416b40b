import { RaftCore } from '../../../src/node/raft/core';
import type { Entry, HardState, Input, Message, Output, Persist } from '../../../src/node/raft/types';
import { seededRandom } from '../../../src/node/random';
import type { Timing } from '../../../src/shared/settings';
import { Figure3 } from './figure3';
import { TIMING } from './support';

interface Disk {
  hardState: HardState;
  entries: Entry[];
}

interface Host {
  readonly disk: Disk;
  /** Outputs whose persist is not durable yet, oldest first, with what waits for it. */
  pending: { readonly persist: Persist | null; readonly messages: readonly Message[] }[];
  /** Null while crashed. */
  core: RaftCore | null;
}

export interface ChaosOptions {
  readonly servers: number;
  readonly seed: number;
  readonly timing?: Partial<Timing>;
}

/**
 * A whole cluster in virtual time under a schedule that somebody else decides: which message arrives, is lost or
 * doubled, when a disk catches up, who crashes and restarts from what was persisted. After every step the five
 * properties of Figure 3 are checked.
 */
export class ChaosCluster {
  readonly properties = new Figure3();
  readonly #ids: readonly number[];
  readonly #hosts = new Map<number, Host>();
  readonly #options: ChaosOptions;
  readonly #cut = new Set<string>();
  #network: Message[] = [];
  #nowMs = 0;
  #restarts = 0;

  constructor(options: ChaosOptions) {
    this.#options = options;
    this.#ids = Array.from({ length: options.servers }, (_, i) => i + 1);
    for (const id of this.#ids) {
      const disk: Disk = { hardState: { currentTerm: 0, votedFor: null }, entries: [] };
      this.#hosts.set(id, { disk, pending: [], core: null });
    }
    for (const id of this.#ids) this.restart(id - 1);
  }

  get messagesInFlight(): number {
    return this.#network.length;
  }

  /** `pick` selects by remainder, so any natural number will do. */
  deliver(pick: number, copy: boolean): void {
    if (this.#network.length === 0) return;
    const at = pick % this.#network.length;
    const message = this.#network[at]!;
    if (!copy) this.#network.splice(at, 1);
    if (this.#cut.has(`${message.from}-${message.to}`)) return;
    this.input(message.to, { type: 'message', message });
  }

  drop(pick: number): void {
    if (this.#network.length > 0) this.#network.splice(pick % this.#network.length, 1);
  }

  /** Time passes until the server's next deadline, and its timer fires. */
  fire(pick: number): void {
    const id = this.idOf(pick);
    const core = this.host(id).core;
    if (core === null || core.deadlineMs === Infinity) return;
    this.#nowMs = Math.max(this.#nowMs, core.deadlineMs);
    this.input(id, { type: 'tick' });
  }

  /** The disk catches up with the oldest `count` outputs. */
  sync(pick: number, count = Infinity): void {
    const id = this.idOf(pick);
    const host = this.host(id);
    for (const { persist, messages } of host.pending.splice(0, count)) {
      if (persist !== null) write(host.disk, persist);
      this.#network.push(...messages);
      if (persist !== null) this.input(id, { type: 'persisted', sequence: persist.sequence });
    }
  }

  /** SIGKILL: of what was not durable, only the first `written` writes happen to have reached the disk. */
  crash(pick: number, written: number): void {
    const host = this.host(this.idOf(pick));
    if (host.core === null) return;
    for (const { persist } of host.pending.slice(0, written)) if (persist !== null) write(host.disk, persist);
    host.pending = [];
    host.core = null;
  }

  restart(pick: number): void {
    const id = this.idOf(pick);
    const host = this.host(id);
    if (host.core !== null) return;
    this.#restarts += 1;
    const { seed, timing } = this.#options;
    host.core = new RaftCore(
      {
        id,
        servers: this.#ids,
        timing: { ...TIMING, ...timing },
        random: seededRandom(seed, id + 100 * this.#restarts),
        maxAppendBytes: 64,
      },
      { ...host.disk.hardState, entries: host.disk.entries },
      this.#nowMs,
    );
    this.properties.restarted(id);
  }

  propose(pick: number, value: number): void {
    this.input(this.idOf(pick), { type: 'propose', command: Uint8Array.of(value & 255, value >> 8) });
  }

  campaign(pick: number): void {
    this.input(this.idOf(pick), { type: 'campaign' });
  }

  transfer(pick: number, target: number): void {
    this.input(this.idOf(pick), { type: 'transferLeadership', target: this.idOf(target) });
  }

  cut(from: number, to: number): void {
    this.#cut.add(`${this.idOf(from)}-${this.idOf(to)}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  /** Faults off: everything is delivered in order, disks are quick, crashed servers come back. */
  converge(rounds: number): void {
    this.heal();
    for (const id of this.#ids) this.restart(id - 1);
    for (let i = 0; i < rounds && !this.converged(); i++) {
      this.settle();
      const next = this.#ids.toSorted((a, b) => this.deadlineOf(a) - this.deadlineOf(b))[0]!;
      this.fire(next - 1);
    }
    this.settle();
  }

  /** One leader, and everybody has committed its whole log. */
  converged(): boolean {
    const cores = [...this.#hosts.values()].map((host) => host.core);
    const leaders = cores.filter((core) => core?.role === 'leader');
    const [leader] = leaders;
    if (leaders.length !== 1 || leader === undefined || leader === null) return false;
    return cores.every(
      (core) => core?.currentTerm === leader.currentTerm && core.commitIndex === leader.lastLogIndex,
    );
  }

  /** Byte-for-byte description of all that a server remembers, for comparing replays. */
  describe(): string {
    return JSON.stringify(
      [...this.#hosts.values()].map(({ disk, core }) => [
        disk,
        core?.role,
        core?.currentTerm,
        core?.commitIndex,
        core?.lastLogIndex,
        core?.deadlineMs,
      ]),
    );
  }

  private settle(): void {
    for (let i = 0; i < 10_000; i++) {
      for (const id of this.#ids) this.sync(id - 1);
      if (this.#network.length === 0) return;
      this.deliver(0, false);
    }
    throw new Error('the cluster does not come to rest');
  }

  private deadlineOf(id: number): number {
    return this.host(id).core?.deadlineMs ?? Infinity;
  }

  private input(id: number, input: Input): void {
    const host = this.host(id);
    if (host.core === null) return;
    this.take(id, host, host.core, host.core.step(input, this.#nowMs));
  }

  private take(id: number, host: Host, core: RaftCore, output: Output): void {
    const { persist, sendNow, sendOncePersisted } = output;
    this.#network.push(...sendNow);
    if (persist === null && host.pending.length === 0) this.#network.push(...sendOncePersisted);
    else host.pending.push({ persist, messages: sendOncePersisted });
    this.properties.check(id, core, output);
  }

  private idOf(pick: number): number {
    return (pick % this.#ids.length) + 1;
  }

  private host(id: number): Host {
    const host = this.#hosts.get(id);
    if (host === undefined) throw new Error(`there is no server ${id}`);
    return host;
  }
}

function write(disk: Disk, { hardState, log }: Persist): void {
  if (hardState !== null) disk.hardState = hardState;
  if (log !== null) disk.entries = [...disk.entries.slice(0, log.fromIndex - 1), ...log.entries];
}
