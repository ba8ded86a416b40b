import type { Input, Message, MessageType } from '../../src/node/raft/types';
import { Server, type ServerGiven } from './server';

/** Servers joined by links that deliver at once and in order, unless cut. */
export class Network {
  readonly servers: ReadonlyMap<number, Server>;
  readonly #cut = new Set<string>();
  readonly #dropped = new Set<MessageType>();
  readonly #onDeliver: (message: Message) => void;

  constructor(given: readonly ServerGiven[], onDeliver: (message: Message) => void = () => undefined) {
    this.servers = new Map(given.map((one) => [one.id, new Server(one)]));
    this.#onDeliver = onDeliver;
  }

  server(id: number): Server {
    const server = this.servers.get(id);
    if (server === undefined) throw new Error(`there is no server ${id}`);
    return server;
  }

  /** The inputs reach their servers at once, before any message is delivered; then all is delivered until quiet. */
  step(...inputs: (readonly [id: number, input: Input])[]): void {
    this.deliver(inputs.flatMap(([id, input]) => this.server(id).step(input)));
  }

  /** Delivers these, and what they bring about, first in first out until quiet. */
  deliver(messages: readonly Message[]): void {
    const queue = [...messages];
    let delivered = 0;
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
      if (!this.passes(message)) continue;
      delivered += 1;
      if (delivered > 100_000) throw new Error('the cluster does not come to rest');
      this.#onDeliver(message);
      queue.push(...this.server(message.to).step({ type: 'message', message }));
    }
  }

  /** Time passes at one server alone; its timers fire as they come due. */
  elapse(id: number, ms: number): void {
    const server = this.server(id);
    const endMs = server.nowMs + ms;
    while (server.core.deadlineMs <= endMs) {
      server.nowMs = Math.max(server.nowMs, server.core.deadlineMs);
      this.step([id, { type: 'tick' }]);
    }
    server.nowMs = endMs;
  }

  connected(from: number, to: number): boolean {
    return !this.#cut.has(`${from}-${to}`);
  }

  cut(a: number, b: number): void {
    this.#cut.add(`${a}-${b}`).add(`${b}-${a}`);
  }

  isolate(id: number): void {
    for (const other of this.servers.keys()) if (other !== id) this.cut(id, other);
  }

  drop(type: MessageType): void {
    this.#dropped.add(type);
  }

  heal(): void {
    this.#cut.clear();
    this.#dropped.clear();
  }

  private passes(message: Message): boolean {
    return this.connected(message.from, message.to) && !this.#dropped.has(message.type);
  }
}
