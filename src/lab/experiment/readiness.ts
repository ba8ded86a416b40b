import type { NodeId } from '../../shared/ids';
import type { Cluster } from '../cluster/cluster';

/** A cluster that is ready for a trial. */
export interface Ready {
  readonly leader: NodeId;
  readonly term: number;
}

/**
 * Knows when a cluster is stable (docs/measuring.md): one leader that every node follows, clients' backlog applied;
 * and when the logs have caught up with each other, so that the next election is about time and not about logs.
 */
export class Readiness {
  readonly #cluster: Cluster;
  readonly #nodes: readonly NodeId[];
  /** As long as a leader is followed by all: who, and how long its log was when that was first seen. */
  #followed: (Ready & { readonly logIndex: number; readonly sinceMs: number }) | null = null;

  /** @param nodes those that are to take part */
  constructor(cluster: Cluster, nodes: readonly NodeId[]) {
    this.#cluster = cluster;
    this.#nodes = nodes;
  }

  /** Looks at the nodes' latest reports. Null while the cluster is not ready. */
  look(nowMs: number): Ready | null {
    const { leader } = this.#cluster.members;
    if (leader === null || !this.#nodes.includes(leader)) return this.#notFollowed();
    const { currentTerm: term, lastLogIndex } = this.#cluster.members.require(leader).status;
    if (!this.#nodes.every((id) => this.#follows(id, leader, term))) return this.#notFollowed();
    if (this.#followed?.leader !== leader || this.#followed.term !== term) {
      this.#followed = { leader, term, logIndex: lastLogIndex, sinceMs: nowMs };
    }
    const { logIndex, sinceMs } = this.#followed;
    // What is committed is the same everywhere; a log may be as long and yet end otherwise.
    const caughtUp = this.#nodes.every(
      (id) => this.#cluster.members.require(id).status.commitIndex >= logIndex,
    );
    const oldestOpenMs = this.#cluster.workload.oldestOpenMs;
    const answered = oldestOpenMs === null || oldestOpenMs >= sinceMs;
    return caughtUp && answered ? { leader, term } : null;
  }

  #follows(id: NodeId, leader: NodeId, term: number): boolean {
    const { process, status } = this.#cluster.members.require(id);
    if (process !== 'running' || status.currentTerm !== term || status.leader !== leader) return false;
    return id === leader || status.role === 'follower';
  }

  #notFollowed(): null {
    this.#followed = null;
    return null;
  }
}
