import type { Action } from '../../shared/action';
import { LabError } from '../../shared/errors';
import { majorityOf, nodeLetter, type NodeId } from '../../shared/ids';
import { conditionsInWords } from '../../shared/linkConditions';
import { sleepUntil } from '../wait';
import type { Cluster } from './cluster';
import {
  conditionLink,
  conditionsOf,
  cutLink,
  isApart,
  isCut,
  isolateNode,
  mendLink,
  NO_FAULTS,
  partition,
  rejoinNode,
  type LinkFaults,
} from './links';

/**
 * The faults of links that a person may ask for. Each takes effect on all nodes at the same moment: `atMs`, where that
 * is given and at least `LEAD_MS` ahead, else as soon as everyone can have been told.
 */

export async function isolate(cluster: Cluster, node: NodeId, atMs?: number): Promise<void> {
  cluster.members.require(node);
  const who = nodeLetter(node);
  if (cluster.network.faults.isolated.has(node)) {
    throw new LabError('bad-argument', `${who} is isolated already.`);
  }
  await changeLinks(cluster, isolateNode(cluster.network.faults, node), {
    node,
    text: `${who} is isolated from all others`,
    marker: `isolate ${who}`,
    lostBy: 'the isolation',
    atMs,
  });
}

/** Ends every cut, isolation and partition, and returns every link to the cluster's settings. */
export async function heal(cluster: Cluster): Promise<void> {
  await changeLinks(cluster, NO_FAULTS, {
    node: null,
    text: 'All links are healed',
    marker: 'heal',
    lostBy: null,
  });
}

/** All links are as they were, whatever was done since. */
export async function putBackLinks(cluster: Cluster, faults: LinkFaults): Promise<void> {
  await changeLinks(cluster, faults, {
    node: null,
    text: 'The links are as they were before',
    marker: 'heal',
    lostBy: null,
  });
}

export async function rejoin(cluster: Cluster, node: NodeId, atMs?: number): Promise<void> {
  cluster.members.require(node);
  const { faults } = cluster.network;
  const who = nodeLetter(node);
  if (!isApart(faults, node)) {
    throw new LabError('bad-argument', `${who} is not isolated: there is nothing to undo.`);
  }
  await changeLinks(cluster, rejoinNode(faults, node), {
    node,
    text: `${who} rejoins the others`,
    marker: `rejoin ${who}`,
    lostBy: null,
    atMs,
  });
}

export async function partitionInto(cluster: Cluster, groups: readonly (readonly NodeId[])[]): Promise<void> {
  for (const node of groups.flat()) cluster.members.require(node);
  const faults = partition(cluster.network.faults, groups, cluster.servers);
  const named = new Set(groups.flat());
  const rest = cluster.servers.filter((node) => !named.has(node));
  const sides = [...groups, rest].filter((side) => side.length > 0);
  const text = sides.map((side) => side.map(nodeLetter).join(' ')).join(' | ');
  await changeLinks(cluster, faults, {
    node: null,
    text: sides.length > 1 ? `Partition: ${text}` : 'The partition is gone: all servers are in one group',
    marker: sides.length > 1 ? `partition ${text}` : 'no partition',
    lostBy: sides.length > 1 ? 'the partition' : null,
  });
}

export async function cutOrMend(
  cluster: Cluster,
  action: Extract<Action, { type: 'cut' | 'mend' }>,
): Promise<void> {
  const { from, to, both } = action;
  requireLink(cluster, from, to);
  const cutting = action.type === 'cut';
  const links: [NodeId, NodeId][] = both
    ? [
        [from, to],
        [to, from],
      ]
    : [[from, to]];
  const before = cluster.network.faults;
  const [a, b] = [nodeLetter(from), nodeLetter(to)];
  if (links.every(([x, y]) => isCut(before, x, y) === cutting)) {
    const link = both ? `${a} and ${b} are` : `The link ${a} → ${b} is`;
    throw new LabError('bad-argument', cutting ? `${link} cut off already.` : `${link} not cut.`);
  }
  const faults = links.reduce(
    (so, [x, y]) => (cutting ? cutLink(so, x, y) : mendLink(so, x, y, cluster.servers)),
    before,
  );
  const arrow = both ? `${a}–${b}` : `${a}→${b}`;
  const text = both
    ? cutting
      ? `${a} is cut off from ${b}`
      : `${a} and ${b} are connected again`
    : `The link ${a} → ${b} is ${cutting ? 'cut' : 'mended'}`;
  await changeLinks(cluster, faults, {
    node: from,
    text,
    marker: `${action.type} ${arrow}`,
    lostBy: cutting ? 'the cut' : null,
  });
}

export async function condition(
  cluster: Cluster,
  action: Extract<Action, { type: 'condition' }>,
): Promise<void> {
  const { from, to } = action;
  requireLink(cluster, from, to);
  const faults = conditionLink(cluster.network.faults, from, to, action);
  const own = conditionsOf(faults, from, to);
  const link = `${nodeLetter(from)} → ${nodeLetter(to)}`;
  await changeLinks(cluster, faults, {
    node: from,
    text: own ? `The link ${link} has ${conditionsInWords(own)}` : `The link ${link} is as the others again`,
    marker: `${own ? 'slow' : 'reset'} ${link.replaceAll(' ', '')}`,
    lostBy: null,
  });
}

interface LinkChange {
  readonly node: NodeId | null;
  readonly text: string;
  readonly marker: string;
  /** By what a leader is lost that it keeps from its majority: "the partition". */
  readonly lostBy: string | null;
  readonly atMs?: number | undefined;
}

async function changeLinks(cluster: Cluster, faults: LinkFaults, change: LinkChange): Promise<void> {
  const applyAtMs = cluster.network.change(faults, change.atMs);
  const { leader } = cluster.members;
  if (change.lostBy !== null && leader !== null && !reachesMajority(cluster, leader)) {
    cluster.story.leaderLost(applyAtMs, change.lostBy);
  }
  const { node, text, marker } = change;
  cluster.news.tell({ kind: 'fault', node, text, marker, atMs: applyAtMs });
  await sleepUntil(applyAtMs);
}

function reachesMajority(cluster: Cluster, leader: NodeId): boolean {
  const { faults } = cluster.network;
  const reached = cluster.servers.filter(
    (node) => node === leader || (!isCut(faults, leader, node) && !isCut(faults, node, leader)),
  );
  return reached.length >= majorityOf(cluster.servers.length);
}

function requireLink(cluster: Cluster, from: NodeId, to: NodeId): void {
  cluster.members.require(from);
  cluster.members.require(to);
  if (from === to) throw new LabError('bad-argument', 'A link has two different ends.');
}
