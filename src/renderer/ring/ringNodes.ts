import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import type { NodeId } from '../../shared/ids';
import type { Place } from './layout';
import { describeNode, nodeState, votesOf, type NodeState } from './nodeLook';

/** A node at its place, in plain values: only what changed is drawn again. */
export interface DrawnNode extends Place {
  readonly state: NodeState;
  readonly isolated: boolean;
  /** Its writes are slower than the others'. */
  readonly slowDisk: boolean;
  readonly term: number;
  readonly commitIndex: number;
  readonly pid: number | null;
  /** Ids of the voters so far, joined by commas; null for who is no candidate. */
  readonly votes: string | null;
  readonly description: string;
}

export function ringNodes(
  cluster: ClusterSnapshot,
  places: readonly Place[],
  isolated: ReadonlySet<NodeId>,
): readonly DrawnNode[] {
  const snapshots = new Map(cluster.nodes.map((node) => [node.id, node]));
  return places.flatMap((place) => {
    const node = snapshots.get(place.id);
    if (node === undefined) return [];
    return [
      {
        ...place,
        state: nodeState(node, cluster.leader),
        isolated: isolated.has(node.id),
        slowDisk: node.ownPersist !== null,
        term: node.currentTerm,
        commitIndex: node.commitIndex,
        pid: node.pid,
        votes: votesOf(node, cluster.nodes.length)?.granted.join() ?? null,
        description: describeNode(node, cluster, isolated.has(node.id)),
      },
    ];
  });
}
