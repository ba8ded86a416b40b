import { fork, type ChildProcess } from 'node:child_process';
import { toLabSchema, type NodeStatus, type Telemetry, type ToLab } from '../../src/shared/control/toLab';
import type { NodeConfig, ToNode } from '../../src/shared/control/toNode';
import { NO_DELAY } from '../../src/shared/distribution';
import { DEFAULT_SETTINGS, timingOf } from '../../src/shared/settings';

export const KEY = '5c'.repeat(32);
export const CLUSTER_ID = 77;

/** A configuration for server 1, durable and with short timeouts unless told otherwise. */
export function configOf(changes: Partial<NodeConfig>): NodeConfig {
  return {
    id: 1,
    servers: [1],
    clusterId: CLUSTER_ID,
    key: KEY,
    seed: 1,
    timing: { ...timingOf(DEFAULT_SETTINGS), electionTimeoutMinMs: 20, electionTimeoutMaxMs: 40 },
    port: 0,
    durability: 'fsync',
    walPath: null,
    persist: NO_DELAY,
    links: [],
    traceEvery: 0,
    reporting: { intervalMs: 5, deadlines: true },
    ...changes,
  };
}

type Answer<T extends ToLab['type']> = Extract<ToLab, { type: T }>;

/** One real node process with nothing between it and the test. */
export class NodeProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  status: NodeStatus | null = null;
  counters: Telemetry['counters'] | null = null;
  readonly facts: Telemetry['facts'][number][] = [];
  private readonly messages: ToLab[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(program: string) {
    this.child = fork(program, { serialization: 'advanced' });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    });
    this.child.on('message', (data) => {
      const message = toLabSchema.parse(data);
      if (message.type === 'telemetry') {
        this.status = message.status ?? this.status;
        this.counters = message.counters;
        this.facts.push(...message.facts);
      } else {
        this.messages.push(message);
      }
      for (const listener of this.listeners) listener();
    });
  }

  send(message: ToNode): void {
    this.child.send(message);
  }

  /** The next message of this type that has not been asked for yet. */
  async next<T extends ToLab['type']>(type: T): Promise<Answer<T>> {
    const isWanted = (message: ToLab): message is Answer<T> => message.type === type;
    return this.until(() => {
      const message = this.messages.find(isWanted);
      if (message !== undefined) this.messages.splice(this.messages.indexOf(message), 1);
      return message;
    });
  }

  /** Waits until `look` sees something; it looks after each message. */
  async until<T>(look: () => T | null | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.listeners.delete(listener);
        settle();
      };
      const listener = () => {
        const seen = look();
        if (seen !== null && seen !== undefined && seen !== false)
          end(() => {
            resolve(seen);
          });
      };
      this.listeners.add(listener);
      void this.exited.then(({ code, signal }) => {
        end(() => {
          reject(new Error(`the node ended first: code ${code}, signal ${signal}`));
        });
      });
      listener();
    });
  }

  /** Starts it and returns its port; it takes part once it is told its peers. */
  async start(config: NodeConfig): Promise<Answer<'listening'>> {
    await this.next('ready');
    this.send({ type: 'start', config });
    return this.next('listening');
  }

  /** A client's command and its answer. */
  async request(requestId: number, command: Uint8Array<ArrayBuffer>): Promise<Answer<'answered'>['outcome']> {
    this.send({ type: 'request', requestId, command });
    return (await this.next('answered')).outcome;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
