import type { Experiment } from '../../shared/experiment';
import { seededRandom } from '../../node/random';
import { derivedSeed } from '../seeds';

/** Places of a run's seed: its clusters and its schedule draw apart. */
const CLUSTERS = 1;
const SCHEDULE = 2;

/** The seed of one of the clusters on which an experiment runs. `cluster` counts from 0. */
export function clusterSeed(seed: number, cluster: number): number {
  return derivedSeed(seed, CLUSTERS, cluster);
}

/**
 * When in the heartbeat interval a trial's leader crashes: uniform on [0, heartbeatMs). Drawn from the run's seed and
 * the trial's number alone, so that the schedule stands before the first trial and nothing that happens moves it.
 */
export function crashOffsetMs(seed: number, trial: number, heartbeatMs: number): number {
  return seededRandom(derivedSeed(seed, SCHEDULE), trial)() * heartbeatMs;
}

/** How long after its heartbeat a trial's disturbance comes, ms: at the share of the interval that is asked for. */
export function disturbanceOffsetMs({ seed, cluster, conditions }: Experiment, trial: number): number {
  const { crashOffset } = conditions;
  return crashOffset === 'uniform'
    ? crashOffsetMs(seed, trial, cluster.heartbeatMs)
    : crashOffset * cluster.heartbeatMs;
}

/** The moments around a disturbance, monotonic ms. */
export interface Schedule {
  /** When the heartbeat goes out after which all followers' timers run. */
  readonly heartbeatMs: number;
  readonly scheduledMs: number;
}

/**
 * How late it was that a leader fell silent, as far as that could change what came of it, ms. Between two heartbeats
 * it says nothing anyway: it takes one that went out meanwhile, or clients, to make a late crash another crash.
 */
export function harmfulLateMs(
  { conditions, cluster }: Experiment,
  { heartbeatMs, scheduledMs }: Schedule,
  happenedMs: number,
): number {
  const isSilent = conditions.synchronisedHeartbeat && cluster.clientLoadPerSecond === 0;
  const heartbeats = Math.floor((scheduledMs - heartbeatMs) / cluster.heartbeatMs) + 1;
  const nextMs = heartbeatMs + heartbeats * cluster.heartbeatMs;
  return isSilent && happenedMs < nextMs ? 0 : Math.max(0, happenedMs - scheduledMs);
}
