import { toLabSchema, type Telemetry, type ToLab } from '../../shared/control/toLab';
import type { NodeConfig, ToNode } from '../../shared/control/toNode';
import { LabError } from '../../shared/errors';
import type { NodeProcess } from '../spawner';
import { asClause } from './words';

type Listening = Extract<ToLab, { type: 'listening' }>;
type Answered = Extract<ToLab, { type: 'answered' }>;

/** What a running node tells its lab. */
export interface LifeListener {
  telemetry(message: Telemetry): void;
  answered(message: Answered): void;
  /** The process is gone; `why` in words for people, null when it was killed by `kill`. */
  exited(why: string | null): void;
}

/** One node process from its fork to its exit. A node that is restarted gets another one. */
export class NodeLife {
  readonly #process: NodeProcess;
  readonly #name: string;
  #listener: LifeListener | null = null;
  #started = false;
  #gone = false;
  #killed = false;
  #lastWords: string | null = null;
  #onReady: () => void = nothing;
  #onListening: ((message: Listening) => void) | null = null;
  readonly #onGone: (() => void)[] = [];

  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  /** Resolves when it can be started, or is gone. */
  readonly ready: Promise<void>;

  /** @param name for people, e.g. "node A" */
  constructor(process: NodeProcess, name: string) {
    this.#process = process;
    this.#name = name;
    this.exited = new Promise((resolve) => this.#onGone.push(resolve));
    this.ready = new Promise((resolve) => {
      this.#onReady = resolve;
      this.#onGone.push(resolve);
    });
    process.onMessage((message) => {
      this.#receive(message);
    });
    process.onExit((code, signal) => {
      this.#exit(code, signal);
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /**
   * Hands the node its configuration as soon as it can take it; resolves once it listens on its port.
   * @param config asked for at that moment
   * @throws LabError `node-failed` when it exits before that, with the node's own words if it had any.
   */
  async start(config: () => NodeConfig, listener: LifeListener): Promise<Listening> {
    this.#listener = listener;
    await this.ready;
    this.#started = true;
    this.send({ type: 'start', config: config() });
    return await this.#orGone<Listening>((resolve) => (this.#onListening = resolve));
  }

  /** What is sent before the start is lost: the configuration says it all. */
  send(message: ToNode): void {
    if (this.#started && !this.#gone) this.#process.send(message);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.#gone) this.#process.kill(signal);
  }

  /** SIGKILL. Resolves when the process is gone. */
  async kill(): Promise<void> {
    if (!this.#gone) {
      this.#killed = true;
      this.#process.kill('SIGKILL');
    }
    await this.exited;
  }

  #receive(raw: unknown): void {
    const parsed = toLabSchema.safeParse(raw);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
      this.#lastWords = `it said something that this lab does not understand${where}`;
      this.#process.kill('SIGKILL');
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.#onReady();
        return;
      case 'listening':
        this.#onListening?.(message);
        return;
      case 'telemetry':
        this.#listener?.telemetry(message);
        return;
      case 'answered':
        this.#listener?.answered(message);
        return;
      case 'failed':
        this.#lastWords = message.message;
        return;
    }
  }

  #exit(code: number | null, signal: string | null): void {
    this.#gone = true;
    this.#lastWords ??= signal === null ? exitInWords(code) : `it was ended by ${signal}`;
    this.#listener?.exited(this.#killed ? null : this.#lastWords);
    for (const told of this.#onGone.splice(0)) told();
  }

  /** Waits for what `subscribe` hands on, but not beyond the life of the process. */
  #orGone<T = void>(subscribe: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const fail = (): void => {
        reject(
          new LabError(
            'node-failed',
            `${this.#name} did not start: ${asClause(this.#lastWords ?? 'it was killed')}.`,
          ),
        );
      };
      if (this.#gone) {
        fail();
        return;
      }
      this.#onGone.push(fail);
      subscribe(resolve);
    });
  }
}

function exitInWords(code: number | null): string {
  return code === null ? 'its process could not be made' : `its process ended with exit code ${code}`;
}

function nothing(): void {
  return;
}
