import type { Fact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import type { Acknowledgement } from '../trial/clients';
import type { Stage } from './stage';

const COMMAND = new Uint8Array(16);

interface Command {
  /** When it was due; its latency counts from here. */
  readonly dueMs: number;
  /** Where it stands in its leader's log. */
  index: number;
}

/**
 * A steady load of so many commands a second, as real clients bring it (cluster/workload.ts): an open one, which does
 * not spare a cluster without a leader; what an old leader has not acknowledged is brought to the new one at once.
 */
export class VirtualClients {
  readonly #stage: Stage;
  readonly #intervalMs: number;
  /** Due, and not with any leader; the oldest first, as below. */
  #waiting: Command[] = [];
  /** With the leader, in the order of its log. */
  #sent: Command[] = [];
  #leader: NodeId = 0;
  #term = -1;
  readonly #acknowledged: Acknowledgement[] = [];

  constructor(stage: Stage, perSecond: number) {
    this.#stage = stage;
    this.#intervalMs = 1000 / perSecond;
  }

  start(): void {
    const { cluster, random } = this.#stage;
    this.#planNext(cluster.nowMs + random() * this.#intervalMs);
  }

  /** In order of time. */
  get acknowledged(): readonly Acknowledgement[] {
    return this.#acknowledged;
  }

  /** When the latest acknowledgement came. */
  get lastAcknowledgedMs(): number {
    return this.#acknowledged.at(-1)?.atMs ?? -Infinity;
  }

  heard(fact: Fact): void {
    // The new leader is still busy with becoming one.
    if (fact.type === 'roleChanged' && fact.role === 'leader') this.turnSoon();
  }

  /** Brings what waits to whoever leads, as soon as what happens now is done. */
  turnSoon(): void {
    const { cluster } = this.#stage;
    cluster.plan(cluster.nowMs, () => {
      this.#bring();
    });
  }

  applied(node: NodeId, index: number): void {
    if (node !== this.#leader) return;
    const { cluster } = this.#stage;
    const core = cluster.core(node);
    if (core?.role !== 'leader' || core.currentTerm !== this.#term) return;
    let done = 0;
    for (const { dueMs, index: at } of this.#sent) {
      if (at > index) break;
      this.#acknowledged.push({ atMs: cluster.nowMs, latencyMs: cluster.nowMs - dueMs });
      done += 1;
    }
    this.#sent.splice(0, done);
  }

  #planNext(dueMs: number): void {
    this.#stage.cluster.plan(dueMs, () => {
      this.#planNext(dueMs + this.#intervalMs);
      this.#waiting.push({ dueMs, index: 0 });
      this.#bring();
    });
  }

  #bring(): void {
    const { cluster } = this.#stage;
    const leader = this.#stage.leaderNow();
    const core = cluster.core(leader);
    if (core?.canPropose !== true) return;
    if (leader !== this.#leader || core.currentTerm !== this.#term) {
      this.#waiting = [...this.#sent, ...this.#waiting];
      this.#sent = [];
      this.#leader = leader;
      this.#term = core.currentTerm;
    }
    for (const command of this.#waiting) {
      command.index = core.lastLogIndex + 1;
      this.#sent.push(command);
      cluster.step(leader, { type: 'propose', command: COMMAND });
    }
    this.#waiting = [];
  }
}
