import type { Distribution } from '../../shared/distribution';
import type { NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { sleepUntil } from '../wait';
import type { Cluster } from './cluster';
import { LEAD_MS } from './timers';
import type { Change, Range } from './tuning';

/** Changes of a running cluster that are not of its settings. */

/** One node's own timeout range; null returns it to the cluster's. Resolves once it has taken effect. */
export async function setOwnRange(cluster: Cluster, id: NodeId, range: Range | null): Promise<void> {
  cluster.members.require(id);
  await spreadTiming(cluster, [id], id, cluster.tuning.setOwnRange(id, range));
}

/** What candidates draw their timeouts from, on all nodes; null: the same range as followers. */
export async function setCandidateRange(cluster: Cluster, range: Range | null): Promise<void> {
  await spreadTiming(cluster, cluster.servers, null, cluster.tuning.setCandidateRange(range));
}

async function spreadTiming(
  cluster: Cluster,
  to: readonly NodeId[],
  about: NodeId | null,
  told: Change,
): Promise<void> {
  const applyAtMs = monotonicMs() + LEAD_MS;
  for (const id of to)
    cluster.members.send(id, { type: 'retune', applyAtMs, timing: cluster.tuning.timing(id) });
  cluster.news.tell({ kind: 'retune', node: about, ...told, atMs: applyAtMs });
  await sleepUntil(applyAtMs);
}

/** What a durable write takes at least, from the next one on, on every node without a delay of its own. */
export function setPersist(cluster: Cluster, delay: Distribution): void {
  const told = cluster.disks.setDelay(delay);
  for (const id of cluster.servers) cluster.tellDisk(id);
  cluster.news.tell({ kind: 'retune', node: null, ...told });
}

/** The same of one node; null: as the others. It stays so when the node is restarted. */
export function setOwnPersist(cluster: Cluster, id: NodeId, delay: Distribution | null): void {
  cluster.members.require(id);
  const told = cluster.disks.setOwnDelay(id, delay);
  cluster.tellDisk(id);
  cluster.news.tell({ kind: 'fault', node: id, ...told });
}
