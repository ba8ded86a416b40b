import { childSpawner } from '../../src/lab/childSpawner';
import { Cluster } from '../../src/lab/cluster/cluster';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';

/** A lab that starts three nodes, pauses one, says their process ids as a line of JSON, and waits to be killed. */
const [nodeEntry = '', dataFolder = ''] = process.argv.slice(2);
const cluster = await Cluster.start({
  settings: { ...DEFAULT_SETTINGS, nodes: 3 },
  spawner: childSpawner(nodeEntry),
  dataFolder,
  seed: 1,
});
await cluster.act({ type: 'pause', node: 3 });
process.stdout.write(`${JSON.stringify(cluster.snapshot().nodes.map(({ pid }) => pid))}\n`);
setInterval(() => undefined, 1000);
