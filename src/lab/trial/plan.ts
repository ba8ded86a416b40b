import { longestDelayMs, medianOf } from '../../shared/delayTail';
import { distributionLabel } from '../../shared/distribution';
import type { Environment } from '../../shared/environment';
import type { Experiment } from '../../shared/experiment';
import type { NodeId } from '../../shared/ids';
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

export function basisOf(experiment: Experiment): TrialBasis {
  const { cluster } = experiment;
  return {
    experiment,
    latencyLabel: distributionLabel(cluster.latency),
    contaminationThresholdMs: contaminationThresholdMs(cluster),
    deliveryBoundMs: deliveryBoundMs(experiment),
  };
}

/** A timer may be this late without harm, whatever the network (ms). */
const HARMLESS_LATENESS_MS = 0.25;

/**
 * How late a timer may fire in a clean trial, ms: the smaller of the median one-way latency and a twentieth of the
 * range's width, but at least 0.25 ms. Later ones could make, or hide, a split vote.
 */
export function contaminationThresholdMs(
  settings: Pick<ClusterSettings, 'latency' | 'electionTimeoutMinMs' | 'electionTimeoutMaxMs'>,
): number {
  const width = settings.electionTimeoutMaxMs - settings.electionTimeoutMinMs;
  return Math.max(HARMLESS_LATENESS_MS, Math.min(medianOf(settings.latency), width / 20));
}

/** Besides the delays that were asked for: what a node may take to act on a message, and its disk to write, ms. */
const PROCESSING_ALLOWANCE_MS = 50;

/** `Electorate.deliveryBoundMs` of an experiment: longer than all but one in ten thousand messages take. */
export function deliveryBoundMs({
  cluster,
  environment,
}: {
  readonly cluster: Pick<ClusterSettings, 'latency' | 'loss'>;
  readonly environment: Pick<Environment, 'ownLatency' | 'reaction' | 'persist' | 'lossBursts'>;
}): number {
  const { ownLatency, reaction, persist, lossBursts } = environment;
  if (cluster.loss === 0 && lossBursts === null) return Infinity;
  const delays = [cluster.latency, ownLatency, reaction, persist];
  return delays.reduce((sum, delay) => sum + longestDelayMs(delay), PROCESSING_ALLOWANCE_MS);
}
