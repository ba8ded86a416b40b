import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childSpawner } from '../src/lab/childSpawner';
import type { Cluster } from '../src/lab/cluster/cluster';
import { startScratchCluster } from '../src/main/scratchCluster';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../src/shared/settings';

/** The project's folder: the bench runs from out/bench. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const SPAWNER = childSpawner(`${ROOT}out/main/node.cjs`);

/** Runs `work` on a cluster of its own; five nodes, 150–300 ms and no added latency unless said otherwise. */
export async function onCluster<T>(
  change: Partial<ClusterSettings>,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const { cluster, end } = await startScratchCluster(SPAWNER, { ...DEFAULT_SETTINGS, ...change });
  try {
    return await work(cluster);
  } finally {
    await end();
  }
}

export async function untilLeader(cluster: Cluster): Promise<void> {
  while (cluster.members.leader === null) await delay(1);
}

export { delay };
