import { randomBytes } from 'node:crypto';
import type { NodeConfig, Reporting, ToNode } from '../../shared/control/toNode';
import type { NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { derivedSeed } from '../seeds';
import type { Cluster } from './cluster';
import type { NodeHandle } from './nodeHandle';

/** What it goes by. */
type Described = Pick<Cluster, 'servers' | 'settings' | 'tuning' | 'disks' | 'network' | 'traceEvery'>;

export interface BriefingOptions {
  /** Of all the nodes' generators. */
  readonly seed: number;
  readonly reporting: Reporting;
}

/** What a node is told of its cluster: everything when it starts, and when it takes part what has changed since. */
export class Briefing {
  readonly #cluster: Described;
  readonly #options: BriefingOptions;
  readonly #key = randomBytes(32).toString('hex');
  readonly #clusterId = randomBytes(4).readUInt32BE();

  constructor(cluster: Described, options: BriefingOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** With what a node starts its next life. */
  config({ id, starts, port }: NodeHandle): NodeConfig {
    const { servers, tuning, disks, network, traceEvery } = this.#cluster;
    const { durability } = this.#cluster.settings;
    return {
      id,
      servers: [...servers],
      clusterId: this.#clusterId,
      key: this.#key,
      // Each life has a seed of its own: a node that drew the same after each restart would favour some trials.
      seed: derivedSeed(this.#options.seed, id, starts),
      timing: tuning.timing(id),
      port: port ?? 0,
      durability,
      walPath: durability === 'memory' ? null : disks.logPath(id),
      persist: disks.delayOf(id),
      links: network.rules(id),
      traceEvery,
      reporting: this.#options.reporting,
    };
  }

  /** What may have changed between a node's configuration and now: it has not heard of it. */
  changesSince(id: NodeId): ToNode[] {
    const { tuning, disks, network, traceEvery } = this.#cluster;
    const applyAtMs = monotonicMs();
    return [
      { type: 'retune', applyAtMs, timing: tuning.timing(id) },
      { type: 'links', applyAtMs, links: network.rules(id) },
      { type: 'persist', delay: disks.delayOf(id) },
      { type: 'trace', every: traceEvery },
    ];
  }
}
