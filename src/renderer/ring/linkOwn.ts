import type { Action } from '../../shared/action';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import { formatDistribution, type Distribution } from '../../shared/distribution';
import type { NodeId } from '../../shared/ids';
import { linkKey } from './faults';

/** What the dialog of a link shows, and what is typed into it. */
export interface LinkValues {
  readonly lossPercent: number;
  readonly delay: Distribution;
  readonly duplicatePercent: number;
}

/** Which directions of the link between `a` and `b` are meant. */
export type Direction = 'forth' | 'back' | 'both';

type Cluster = Pick<ClusterSnapshot, 'settings' | 'links'>;
type Condition = Extract<Action, { type: 'condition' }>;

/** A directed link as it is: its own conditions, and the cluster's for the rest. */
export function linkValues({ settings, links }: Cluster, from: NodeId, to: NodeId): LinkValues {
  const own = links.find((link) => link.from === from && link.to === to)?.conditions;
  return {
    lossPercent: percentOf(own?.loss ?? settings.loss),
    delay: own?.delay ?? settings.latency,
    duplicatePercent: percentOf(own?.duplicate ?? 0),
  };
}

export function sameValues(a: LinkValues, b: LinkValues): boolean {
  return (
    a.lossPercent === b.lossPercent &&
    a.duplicatePercent === b.duplicatePercent &&
    isSameDelay(a.delay, b.delay)
  );
}

/** The directions that a link's dialog opens with: both where they are alike, else the one with conditions of its own. */
export function directionOf(cluster: Cluster, a: NodeId, b: NodeId): Direction {
  if (sameValues(linkValues(cluster, a, b), linkValues(cluster, b, a))) return 'both';
  const own = new Set(
    cluster.links.filter((link) => link.conditions !== null).map((link) => linkKey(link.from, link.to)),
  );
  return own.has(linkKey(a, b)) ? 'forth' : 'back';
}

/** What is as the cluster has it stays the cluster's, and follows when that is retuned. */
export function ownCondition(
  { settings }: Cluster,
  { lossPercent, delay, duplicatePercent }: LinkValues,
): Pick<Condition, 'loss' | 'delay' | 'duplicate'> {
  return {
    loss: lossPercent === percentOf(settings.loss) ? null : lossPercent / 100,
    delay: isSameDelay(delay, settings.latency) ? null : delay,
    duplicate: duplicatePercent === 0 ? null : duplicatePercent / 100,
  };
}

function isSameDelay(a: Distribution, b: Distribution): boolean {
  return formatDistribution(a) === formatDistribution(b);
}

/** Without what binary fractions add. */
function percentOf(share: number): number {
  return Number((share * 100).toPrecision(12));
}
