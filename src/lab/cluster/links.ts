import type { LinkSnapshot } from '../../shared/clusterSnapshot';
import type { LinkRule } from '../../shared/control/toNode';
import type { Distribution } from '../../shared/distribution';
import { LabError } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import type { LinkConditions } from '../../shared/linkConditions';
import type { ClusterSettings } from '../../shared/settings';

/** A directed link, "1>2". */
type LinkKey = `${NodeId}>${NodeId}`;

/** Everything a person has done to the network. Values: each change makes a new one. */
export interface LinkFaults {
  readonly cut: ReadonlySet<LinkKey>;
  readonly isolated: ReadonlySet<NodeId>;
  /** Which side of the partition each server is on; null without a partition. */
  readonly sides: ReadonlyMap<NodeId, number> | null;
  readonly conditions: ReadonlyMap<LinkKey, LinkConditions>;
}

export const NO_FAULTS: LinkFaults = {
  cut: new Set(),
  isolated: new Set(),
  sides: null,
  conditions: new Map(),
};

export function isCut(faults: LinkFaults, from: NodeId, to: NodeId): boolean {
  return faults.cut.has(key(from, to)) || cutByGroup(faults, from, to);
}

/** Is the node isolated, or a link of it cut on its own account? */
export function isApart(faults: LinkFaults, node: NodeId): boolean {
  return faults.isolated.has(node) || [...faults.cut].some((link) => touches(link, node));
}

/** The link's own conditions, if it has any. */
export function conditionsOf(faults: LinkFaults, from: NodeId, to: NodeId): LinkConditions | undefined {
  return faults.conditions.get(key(from, to));
}

export function cutLink(faults: LinkFaults, from: NodeId, to: NodeId): LinkFaults {
  return { ...faults, cut: new Set(faults.cut).add(key(from, to)) };
}

/** Mends one directed link, whatever cut it. What else an isolation or partition cut stays cut. */
export function mendLink(
  faults: LinkFaults,
  from: NodeId,
  to: NodeId,
  servers: readonly NodeId[],
): LinkFaults {
  const loose = cutByGroup(faults, from, to) ? linkByLink(faults, servers) : faults;
  const cut = new Set(loose.cut);
  cut.delete(key(from, to));
  return { ...loose, cut };
}

export function isolateNode(faults: LinkFaults, node: NodeId): LinkFaults {
  return { ...faults, isolated: new Set(faults.isolated).add(node) };
}

/** Undoes `isolateNode`; links of the node that were cut one by one are mended when it is not isolated. */
export function rejoinNode(faults: LinkFaults, node: NodeId): LinkFaults {
  if (faults.isolated.has(node)) {
    const isolated = new Set(faults.isolated);
    isolated.delete(node);
    return { ...faults, isolated };
  }
  return { ...faults, cut: new Set([...faults.cut].filter((link) => !touches(link, node))) };
}

/**
 * Cuts every link between different groups; servers in no group form one more. Replaces an earlier partition.
 * @throws LabError `bad-argument` for a server that is named twice.
 */
export function partition(
  faults: LinkFaults,
  groups: readonly (readonly NodeId[])[],
  servers: readonly NodeId[],
): LinkFaults {
  const sides = new Map<NodeId, number>();
  groups.forEach((group, side) => {
    for (const node of group) {
      if (sides.has(node)) {
        throw new LabError('bad-argument', `${nodeLetter(node)} can be in one group of a partition only.`);
      }
      sides.set(node, side);
    }
  });
  for (const node of servers) if (!sides.has(node)) sides.set(node, groups.length);
  return { ...faults, sides };
}

/** Sets one link's own conditions; null returns that part to the cluster's setting. */
export function conditionLink(
  faults: LinkFaults,
  from: NodeId,
  to: NodeId,
  own: {
    readonly loss: number | null;
    readonly delay: Distribution | null;
    readonly duplicate: number | null;
  },
): LinkFaults {
  const conditions = new Map(faults.conditions);
  const set: LinkConditions = {
    ...(own.loss !== null && { loss: own.loss }),
    ...(own.delay !== null && { delay: own.delay }),
    ...(own.duplicate !== null && { duplicate: own.duplicate }),
  };
  if (Object.keys(set).length > 0) conditions.set(key(from, to), set);
  else conditions.delete(key(from, to));
  return { ...faults, conditions };
}

/** What a node's transport must do to each of its outgoing links. */
export function rulesOf(
  faults: LinkFaults,
  node: NodeId,
  servers: readonly NodeId[],
  settings: Pick<ClusterSettings, 'latency' | 'loss'>,
): LinkRule[] {
  return servers
    .filter((peer) => peer !== node)
    .map((peer) => {
      const own = conditionsOf(faults, node, peer);
      return {
        to: peer,
        cut: isCut(faults, node, peer),
        loss: own?.loss ?? settings.loss,
        delay: own?.delay ?? settings.latency,
        duplicate: own?.duplicate ?? 0,
      };
    });
}

/** The links that are not as the cluster's settings have them. */
export function linkSnapshots(faults: LinkFaults, servers: readonly NodeId[]): LinkSnapshot[] {
  const links: LinkSnapshot[] = [];
  for (const from of servers) {
    for (const to of servers) {
      if (from === to) continue;
      const cut = isCut(faults, from, to);
      const conditions = conditionsOf(faults, from, to) ?? null;
      if (cut || conditions !== null) links.push({ from, to, cut, conditions });
    }
  }
  return links;
}

function cutByGroup(faults: LinkFaults, from: NodeId, to: NodeId): boolean {
  if (faults.isolated.has(from) || faults.isolated.has(to)) return true;
  return faults.sides !== null && faults.sides.get(from) !== faults.sides.get(to);
}

/** The same links cut, but each on its own account, so that one of them can be mended. */
function linkByLink(faults: LinkFaults, servers: readonly NodeId[]): LinkFaults {
  const cut = new Set(faults.cut);
  for (const from of servers) {
    for (const to of servers) {
      if (from !== to && cutByGroup(faults, from, to)) cut.add(key(from, to));
    }
  }
  return { ...faults, cut, isolated: new Set(), sides: null };
}

function touches(link: LinkKey, node: NodeId): boolean {
  return link.split('>').includes(String(node));
}

function key(from: NodeId, to: NodeId): LinkKey {
  return `${from}>${to}`;
}
