import type { NodeSnapshot, ProcessState } from '../../shared/clusterSnapshot';
import type { NodeStatus, Telemetry, ToLab } from '../../shared/control/toLab';
import type { NodeConfig, ToNode } from '../../shared/control/toNode';
import { LabError } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import type { Spawner } from '../spawner';
import { NodeLife } from './life';
import type { PauseGuard } from './pause';

/** What a restarted node found on its disk. */
export type Recovered = Extract<ToLab, { type: 'listening' }>['recovered'];

/** Told by each node to its cluster. */
export interface NodeListener {
  telemetry(node: NodeHandle, message: Telemetry): void;
  answered(node: NodeHandle, message: Extract<ToLab, { type: 'answered' }>): void;
  /** It ended though nobody asked it to. */
  died(node: NodeHandle, why: string): void;
}

const NOTHING_KNOWN: NodeStatus = {
  role: 'follower',
  currentTerm: 0,
  votedFor: null,
  leader: null,
  commitIndex: 0,
  lastLogIndex: 0,
  electionFromMs: null,
  electionDeadlineMs: null,
  votesGranted: [],
};

/** One server of the cluster through all its lives: starting → running ⇄ paused, and crashed from any of them. */
export class NodeHandle {
  readonly id: NodeId;
  readonly #spawner: Spawner;
  readonly #guard: PauseGuard;
  readonly #listener: NodeListener;
  #life: NodeLife | null = null;
  #spare: NodeLife | null = null;
  /** The one that has begun to listen last: from then on its end is news. */
  #listening: NodeLife | null = null;
  #process: ProcessState = 'starting';
  #port: number | null = null;
  #status = NOTHING_KNOWN;
  #rssBytes: number | null = null;
  /** How often it has been started. */
  #starts = 0;
  #resumedMs = -Infinity;

  constructor(id: NodeId, spawner: Spawner, guard: PauseGuard, listener: NodeListener) {
    this.id = id;
    this.#spawner = spawner;
    this.#guard = guard;
    this.#listener = listener;
  }

  get process(): ProcessState {
    return this.#process;
  }

  get pid(): number | null {
    return this.#life === null || this.#life.gone || this.#life.pid === 0 ? null : this.#life.pid;
  }

  get port(): number | null {
    return this.#port;
  }

  get status(): NodeStatus {
    return this.#status;
  }

  get starts(): number {
    return this.#starts;
  }

  /** When it was last resumed from a pause, monotonic ms; −Infinity when it never was. */
  get resumedMs(): number {
    return this.#resumedMs;
  }

  /** Does it run, and believe that it leads? */
  get leads(): boolean {
    return this.#process === 'running' && this.#status.role === 'leader';
  }

  /** @param own what it has otherwise than the cluster */
  snapshot(own: Pick<NodeSnapshot, 'ownRange' | 'ownPersist'>): NodeSnapshot {
    return {
      ...this.#status,
      id: this.id,
      pid: this.pid,
      port: this.#port,
      process: this.#process,
      ...own,
      rssBytes: this.pid === null ? null : this.#rssBytes,
    };
  }

  /**
   * Forks a process ahead, so that the next `listen` need not wait for one. Returns when it is ready, or gone; null when
   * there is one already.
   */
  prepare(): Promise<void> | null {
    if (this.#spare !== null && !this.#spare.gone) return null;
    this.#spare = this.#fork();
    return this.#spare.ready;
  }

  /**
   * Starts the server and resolves once it has its port; it takes part when it is told its peers (`join`).
   * @throws LabError `node-failed`
   */
  async listen(config: () => NodeConfig): Promise<Recovered> {
    this.#process = 'starting';
    this.#starts += 1;
    const start = this.#starts;
    // Its port and its log are free only when the process before it is gone.
    await this.#life?.exited;
    // Crashed, and by now perhaps started anew by somebody else: two processes would have one port and one log.
    if (this.#crashedMeanwhile() || start !== this.#starts) {
      throw new LabError('node-failed', `Node ${nodeLetter(this.id)} was crashed before it had started.`);
    }
    const life = this.#spare === null || this.#spare.gone ? this.#fork() : this.#spare;
    this.#spare = null;
    this.#life = life;
    const { port, recovered } = await life.start(config, {
      telemetry: (message) => {
        this.#telemetry(life, message);
      },
      answered: (message) => {
        this.#listener.answered(this, message);
      },
      exited: (why) => {
        this.#exited(life, why);
      },
    });
    this.#listening = life;
    this.#port = port;
    this.#status = {
      ...NOTHING_KNOWN,
      currentTerm: recovered.currentTerm,
      lastLogIndex: recovered.lastLogIndex,
    };
    return recovered;
  }

  /** Tells it everyone's port: from now on it takes part. */
  join(ports: readonly (readonly [NodeId, number])[]): void {
    this.send({ type: 'peers', ports: ports.map(([id, port]) => [id, port]) });
    if (this.#process === 'starting') this.#process = 'running';
  }

  /** What is sent to a crashed node is lost; a paused one gets it when it resumes. */
  send(message: ToNode): void {
    this.#life?.send(message);
  }

  /** SIGKILL. The signal is sent before this returns; the promise resolves when the process is gone. */
  async kill(): Promise<void> {
    const { pid } = this;
    this.#crashed();
    const gone = this.#life?.kill();
    if (pid !== null) this.#guard.remove(pid);
    await gone;
  }

  /**
   * SIGSTOP.
   * @throws LabError `unsupported`
   */
  pause(): void {
    if (this.pid !== null) this.#guard.add(this.pid);
    this.#life?.signal('SIGSTOP');
    this.#process = 'paused';
  }

  /** SIGCONT. */
  resume(): void {
    this.#resumedMs = monotonicMs();
    this.#life?.signal('SIGCONT');
    if (this.pid !== null) this.#guard.remove(this.pid);
    this.#process = 'running';
  }

  /** Ends its process and the one forked ahead. */
  async stop(): Promise<void> {
    await Promise.all([this.kill(), this.#spare?.kill()]);
  }

  #fork(): NodeLife {
    return new NodeLife(
      this.#spawner.fork(`raft-lab node ${nodeLetter(this.id)}`),
      `Node ${nodeLetter(this.id)}`,
    );
  }

  /** What a killed process said before its death may come after it: its facts hold, its state is gone. */
  #telemetry(life: NodeLife, message: Telemetry): void {
    if (life === this.#life && this.#process !== 'crashed') {
      if (message.status) this.#status = message.status;
      this.#rssBytes = message.counters.rssBytes;
    }
    this.#listener.telemetry(this, message);
  }

  #exited(life: NodeLife, why: string | null): void {
    // Its number may be another process's soon.
    this.#guard.remove(life.pid);
    // A kill crashed the node when it was asked for; the next process may be starting by now.
    if (why === null || life !== this.#life || this.#process === 'crashed') return;
    this.#crashed();
    if (life === this.#listening) this.#listener.died(this, why);
  }

  #crashedMeanwhile(): boolean {
    return this.#process === 'crashed';
  }

  /** Of a crashed server we know what was on its disk; the rest went with its memory. */
  #crashed(): void {
    const { currentTerm, votedFor, commitIndex, lastLogIndex } = this.#status;
    this.#process = 'crashed';
    this.#status = { ...NOTHING_KNOWN, currentTerm, votedFor, commitIndex, lastLogIndex };
  }
}
