import type { Cluster } from '../cluster/cluster';
import { isCut } from '../cluster/links';
import type { Circumstances } from '../trial/circumstances';

/** What has been done to a cluster's processes and links by now. */
export function circumstancesOf(cluster: Cluster): Omit<Circumstances, 'fromMs'> {
  const { faults } = cluster.network;
  const whose = (...states: string[]): ReadonlySet<number> =>
    new Set(cluster.servers.filter((id) => states.includes(cluster.members.require(id).process)));
  return {
    up: whose('running', 'paused'),
    paused: whose('paused'),
    isCut: (from, to) => isCut(faults, from, to),
  };
}
