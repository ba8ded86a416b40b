import { randomInt } from 'node:crypto';
import { Cluster } from '../lab/cluster/cluster';
import type { Spawner } from '../lab/spawner';
import { NO_DELAY, type Distribution } from '../shared/distribution';
import type { ClusterSettings } from '../shared/settings';
import { makeDataFolder, removeDataFolder } from './folders';
import type { StartedCluster } from './liveCluster';

/**
 * Starts a cluster whose logs live in a folder of their own, and go with it.
 * @throws LabError `node-failed`; nothing is left running or on disk then
 */
export async function startScratchCluster(
  spawner: Spawner,
  settings: ClusterSettings,
  {
    seed = randomInt(2 ** 32),
    persist = NO_DELAY,
  }: { readonly seed?: number | undefined; readonly persist?: Distribution | undefined } = {},
): Promise<StartedCluster<Cluster>> {
  const dataFolder = await makeDataFolder();
  try {
    const cluster = await Cluster.start({ settings, spawner, dataFolder, seed, persist });
    return {
      cluster,
      async end() {
        await cluster.stop();
        await removeDataFolder(dataFolder);
      },
    };
  } catch (error) {
    await removeDataFolder(dataFolder);
    throw error;
  }
}
