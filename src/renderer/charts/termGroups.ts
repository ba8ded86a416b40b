import type { NodeId } from '../../shared/ids';
import type { NodeSeries } from '../live/liveBuffers';
import type { Point } from './bucket';

/** Of more nodes than this, lines that are set apart where they coincide look like one band. */
export const MOST_APART = 9;

/** Moments are so far apart, and stay where they are while time goes on. */
const STEP_MS = 250;

export interface GroupLine {
  /** Who is alone with this term; null: a line of two nodes or more. */
  readonly node: NodeId | null;
  readonly points: readonly Point[];
}

/**
 * The terms of many nodes in few lines: one for all that have the same term, and one for each node while it is alone
 * with its own. `x` is seconds before `toMs`.
 */
export function termGroups(
  nodes: ReadonlyMap<NodeId, NodeSeries>,
  fromMs: number,
  toMs: number,
): readonly GroupLine[] {
  const first = Math.ceil(fromMs / STEP_MS);
  const moments = Array.from({ length: Math.ceil(toMs / STEP_MS) - first }, (_, i) => (first + i) * STEP_MS);
  const groups = [...moments, toMs].map((timeMs) => ({
    x: (timeMs - toMs) / 1000,
    ...groupsAt(nodes, timeMs),
  }));
  const most = Math.max(...groups.map(({ shared }) => shared.length));
  const alone = new Set(groups.flatMap((group) => [...group.alone.keys()]));
  return [
    ...Array.from({ length: most }, (_, rank) => ({
      node: null,
      points: groups.map(({ x, shared }) => ({ x, y: shared[rank] ?? NaN })),
    })),
    ...[...alone].map((node) => ({
      node,
      points: groups.map((group) => ({ x: group.x, y: group.alone.get(node) ?? NaN })),
    })),
  ];
}

/** Terms that two nodes or more have, the highest first, and those of nodes that are alone with theirs. */
function groupsAt(
  nodes: ReadonlyMap<NodeId, NodeSeries>,
  timeMs: number,
): { readonly shared: readonly number[]; readonly alone: ReadonlyMap<NodeId, number> } {
  const shared = new Set<number>();
  const holders = new Map<number, NodeId>();
  for (const [id, { term }] of nodes) {
    const value = term.at(timeMs);
    if (value === null) continue;
    if (holders.has(value)) shared.add(value);
    else holders.set(value, id);
  }
  const single = [...holders].filter(([value]) => !shared.has(value));
  return {
    shared: [...shared].sort((a, b) => b - a),
    alone: new Map(single.map(([value, id]) => [id, value])),
  };
}
