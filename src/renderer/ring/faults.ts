import type { LinkSnapshot, NodeSnapshot } from '../../shared/clusterSnapshot';
import type { NodeId } from '../../shared/ids';
import { conditionsInWords } from '../../shared/linkConditions';

/** `from → to` as a key for sets and maps. */
export function linkKey(from: NodeId, to: NodeId): string {
  return `${from}>${to}`;
}

export function cutKeys(links: readonly LinkSnapshot[]): ReadonlySet<string> {
  return new Set(links.filter((link) => link.cut).map((link) => linkKey(link.from, link.to)));
}

/** Nodes that can neither reach nor be reached by anyone. */
export function isolatedNodes(
  nodes: readonly Pick<NodeSnapshot, 'id'>[],
  links: readonly LinkSnapshot[],
): ReadonlySet<NodeId> {
  if (nodes.length < 2) return new Set();
  const cut = cutKeys(links);
  const alone = nodes.filter((node) =>
    nodes.every(
      (other) =>
        other.id === node.id || (cut.has(linkKey(node.id, other.id)) && cut.has(linkKey(other.id, node.id))),
    ),
  );
  return new Set(alone.map((node) => node.id));
}

/**
 * Nodes that still reach each other both ways, directly or through others, in order of their first member. One group
 * means that nothing is parted.
 */
export function groupsOf(
  nodes: readonly Pick<NodeSnapshot, 'id'>[],
  links: readonly LinkSnapshot[],
): readonly (readonly NodeId[])[] {
  const cut = cutKeys(links);
  const unseen = new Set(nodes.map((node) => node.id));
  const groups: NodeId[][] = [];
  for (const { id } of nodes) {
    if (!unseen.delete(id)) continue;
    const group = [id];
    for (const member of group)
      for (const other of [...unseen])
        if (!cut.has(linkKey(member, other)) && !cut.has(linkKey(other, member))) {
          unseen.delete(other);
          group.push(other);
        }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}

/** What is wrong with the link between two nodes, `a` < `b`. */
export interface DrawnLink {
  readonly a: NodeId;
  readonly b: NodeId;
  readonly state: 'whole' | 'cut' | 'cutAtoB' | 'cutBtoA';
  /** Own conditions of either direction in short words, or null. */
  readonly conditions: string | null;
}

/** Every pair of nodes with the state of its link. */
export function drawnLinks(
  nodes: readonly Pick<NodeSnapshot, 'id'>[],
  links: readonly LinkSnapshot[],
): readonly DrawnLink[] {
  const cut = cutKeys(links);
  const own = new Map(
    links.flatMap(({ from, to, conditions }) =>
      conditions === null ? [] : [[linkKey(from, to), conditionsInWords(conditions)] as const],
    ),
  );
  return nodes.flatMap(({ id: a }, i) =>
    nodes.slice(i + 1).map(({ id: b }) => {
      const forth = cut.has(linkKey(a, b));
      const back = cut.has(linkKey(b, a));
      const conditions = [own.get(linkKey(a, b)), own.get(linkKey(b, a))];
      return {
        a,
        b,
        state: forth && back ? 'cut' : forth ? 'cutAtoB' : back ? 'cutBtoA' : 'whole',
        conditions: [...new Set(conditions.filter((text) => text !== undefined))].join(' · ') || null,
      } as const;
    }),
  );
}
