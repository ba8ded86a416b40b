import { contaminationThresholdMs } from '../../shared/contamination';
import { longestDelayMs } from '../../shared/delayTail';
import { distributionLabel } from '../../shared/distribution';
import type { Environment } from '../../shared/environment';
import type { Experiment } from '../../shared/experiment';
import type { NodeId } from '../../shared/ids';
import type { LinkConditions } from '../../shared/linkConditions';
import type { ClusterSettings } from '../../shared/settings';

/** Which trial of which run. */
export interface TrialPlan {
  readonly runId: string;
  /** Counted from 0. */
  readonly trial: number;
  readonly basis: TrialBasis;
  /** The run's start on the facts' axis: 0 on the records' axis. */
  readonly originMs: number;
  /** Did messages pass between the two then, both ways? Absent: always, between live servers. */
  readonly connected?: (a: NodeId, b: NodeId, atMs: number) => boolean;
}

/** What the records of all trials of an experiment have in common, worked out once. */
export interface TrialBasis {
  readonly experiment: Experiment;
  readonly latencyLabel: string;
  readonly contaminationThresholdMs: number;
  readonly deliveryBoundMs: number;
}

/** @param links what single links have for themselves; absent: all are as the settings say */
export function basisOf(experiment: Experiment, links: readonly LinkConditions[] = []): TrialBasis {
  const { cluster } = experiment;
  return {
    experiment,
    latencyLabel: distributionLabel(cluster.latency),
    contaminationThresholdMs: contaminationThresholdMs(cluster),
    deliveryBoundMs: deliveryBoundMs(experiment, links),
  };
}

/** Besides the delays that were asked for: what a node may take to act on a message, and its disk to write, ms. */
const PROCESSING_ALLOWANCE_MS = 50;

/** What decides how long messages take, and whether any are lost. */
interface Messages {
  readonly cluster: Pick<ClusterSettings, 'latency' | 'loss'>;
  readonly environment: Pick<Environment, 'ownLatency' | 'reaction' | 'persist' | 'lossBursts'>;
}

/**
 * `Electorate.deliveryBoundMs` of an experiment: longer than all but one in ten thousand messages take, on the slowest
 * link.
 *
 * @param links what single links have for themselves
 */
export function deliveryBoundMs(
  { cluster, environment }: Messages,
  links: readonly LinkConditions[] = [],
): number {
  const { ownLatency, reaction, persist, lossBursts } = environment;
  const losses = [cluster.loss, ...links.map(({ loss = 0 }) => loss)];
  if (losses.every((loss) => loss === 0) && lossBursts === null) return Infinity;
  const latencies = [cluster.latency, ...links.flatMap(({ delay }) => delay ?? [])];
  const slowestLinkMs = Math.max(...latencies.map(longestDelayMs));
  return [ownLatency, reaction, persist].reduce(
    (sum, delay) => sum + longestDelayMs(delay),
    PROCESSING_ALLOWANCE_MS + slowestLinkMs,
  );
}
