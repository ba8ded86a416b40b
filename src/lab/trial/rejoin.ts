import type { TrialRecord } from '../../shared/experiment';
import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import type { ClusterSettings } from '../../shared/settings';
import { longestDelayMs } from './record';

/**
 * So long after somebody has come back it has heard the leader, or been heard by it: only from then on can a cluster be
 * called at rest again. A heartbeat, and twice the longest way between two servers, ms.
 */
export function quietMs({ heartbeatMs, latency }: Pick<ClusterSettings, 'heartbeatMs' | 'latency'>): number {
  return heartbeatMs + 2 * longestDelayMs(latency);
}

/** Who came back to whom, and when, on the facts' axis. */
export interface Rejoining {
  readonly isolated: NodeId;
  readonly leader: NodeId;
  /** The leader's. */
  readonly term: number;
  readonly backMs: number;
}

/** What a rejoin did. @param facts all since the isolation began, those of each node in their order */
export function rejoinColumns(
  facts: readonly StampedFact[],
  { isolated, leader, term, backMs }: Rejoining,
): Pick<TrialRecord, 'termInflation' | 'leaderDeposed'> {
  let isolatedTerm = term;
  let leaderDeposed = false;
  for (const { atMs, node, fact } of facts) {
    if (fact.type !== 'roleChanged' && fact.type !== 'termAdvanced') continue;
    if (node === isolated && atMs < backMs) isolatedTerm = Math.max(isolatedTerm, fact.term);
    const stepsDown = fact.type === 'roleChanged' && fact.role !== 'leader';
    if (node === leader && atMs >= backMs && stepsDown) leaderDeposed = true;
  }
  return { termInflation: isolatedTerm - term, leaderDeposed };
}
