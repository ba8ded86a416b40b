import type { MachineDelays } from './agreement';
import type { NodeStatus } from './control/toLab';
import type { Distribution } from './distribution';
import type { NodeId } from './ids';
import type { LinkConditions } from './linkConditions';
import type { ClusterSettings } from './settings';

export type ProcessState = 'starting' | 'running' | 'paused' | 'crashed';

export interface NodeSnapshot extends NodeStatus {
  readonly id: NodeId;
  readonly pid: number | null;
  readonly port: number | null;
  readonly process: ProcessState;
  /** Its own timeout range, where it differs from the cluster's. */
  readonly ownRange: { readonly minMs: number; readonly maxMs: number } | null;
  /** What its durable writes take at least, where that differs from the cluster's. */
  readonly ownPersist: Distribution | null;
  readonly rssBytes: number | null;
}

/** A directed link that is not as the cluster's settings have it. */
export interface LinkSnapshot {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly cut: boolean;
  /** Its own, in place of the cluster's; null when it has none. */
  readonly conditions: LinkConditions | null;
}

export interface ClusterSnapshot {
  readonly settings: ClusterSettings;
  readonly nodes: readonly NodeSnapshot[];
  readonly links: readonly LinkSnapshot[];
  readonly leader: NodeId | null;
  readonly term: number;
  readonly commitsPerSecond: number;
  /** Client load: acknowledged commands and their latency over the last seconds; null when there are none. */
  readonly commitLatencyMs: { readonly p50: number; readonly p99: number } | null;
  /** Over the last minute; null before any timer fired. */
  readonly timerLateP99Ms: number | null;
  /** Medians as measured on the running cluster; null when not yet known. */
  readonly measured: MachineDelays;
}
