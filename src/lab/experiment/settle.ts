import { LabError } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import type { Cluster } from '../cluster/cluster';
import { crash, restart, resume } from '../cluster/processActions';
import { allEnded } from '../wait';
import { Readiness, type Ready } from './readiness';
import { untilNews } from './waiting';

/** Without a leader for so many of the longest timeouts, a node is asked to stand. */
const PATIENCE_TIMEOUTS = 4;
const PATIENCE_MS = 1_000;
/** How often that is tried before all nodes are restarted, and again before the cluster is given up. */
const ROUNDS = 5;

/** Brings a cluster to where a trial can begin. */
export class Settler {
  readonly #cluster: Cluster;
  readonly #nodes: readonly NodeId[];

  /** @param nodes those that are to take part */
  constructor(cluster: Cluster, nodes: readonly NodeId[]) {
    this.#cluster = cluster;
    this.#nodes = nodes;
  }

  /**
   * Resolves when the cluster is ready. A cluster that does not become so by itself is helped: the node with the
   * longest log is asked to stand for election; in the end all nodes are restarted.
   *
   * @throws LabError `node-failed` when nothing helps
   * @throws the signal's reason when it aborts
   */
  async settle(signal: AbortSignal): Promise<Ready> {
    await this.restore();
    const ready = (await this.#wait(signal)) ?? (await this.#restartAll(signal));
    if (ready !== null) return ready;
    throw new LabError(
      'node-failed',
      'The cluster does not become stable, though all its nodes were restarted: heal its links, or choose a longer election timeout.',
    );
  }

  /** Restarts and resumes who is to take part; a leader at once tells those who come back that it leads. */
  async restore(): Promise<void> {
    await allEnded(
      this.#nodes.map(async (id) => {
        const { process } = this.#cluster.members.require(id);
        if (process === 'paused') resume(this.#cluster, id);
        else if (process === 'crashed') await restart(this.#cluster, id);
      }),
    );
    const { leader } = this.#cluster.members;
    if (leader !== null) this.#cluster.members.send(leader, { type: 'heartbeat' });
  }

  async #wait(signal: AbortSignal): Promise<Ready | null> {
    const readiness = new Readiness(this.#cluster, this.#nodes);
    const { electionTimeoutMaxMs } = this.#cluster.settings;
    const patienceMs = PATIENCE_MS + PATIENCE_TIMEOUTS * electionTimeoutMaxMs;
    for (let round = 0; round < ROUNDS; round += 1) {
      const ready = await untilNews(
        this.#cluster,
        () => readiness.look(monotonicMs()),
        monotonicMs() + patienceMs,
        signal,
      );
      if (ready !== null) return ready;
      this.#help();
    }
    return null;
  }

  /** Asks the one to stand whom all others can vote for. */
  #help(): void {
    const { leader } = this.#cluster.members;
    if (leader !== null) {
      this.#cluster.members.send(leader, { type: 'heartbeat' });
      return;
    }
    const running = this.#nodes.filter((id) => this.#cluster.members.require(id).process === 'running');
    const best = running.toSorted((a, b) => this.#logIndex(b) - this.#logIndex(a))[0];
    if (best !== undefined) this.#cluster.members.send(best, { type: 'campaign' });
  }

  #logIndex(id: NodeId): number {
    return this.#cluster.members.require(id).status.lastLogIndex;
  }

  async #restartAll(signal: AbortSignal): Promise<Ready | null> {
    this.#cluster.news.tell({
      kind: 'warning',
      node: null,
      text: `The cluster did not become stable: ${this.#nodes.map(nodeLetter).join(', ')} are restarted`,
      marker: 'restart all',
    });
    await Promise.all(
      this.#nodes.map(async (id) => {
        if (this.#cluster.members.require(id).process !== 'crashed') await crash(this.#cluster, id);
      }),
    );
    await this.restore();
    return await this.#wait(signal);
  }
}
