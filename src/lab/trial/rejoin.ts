import type { TrialRecord } from '../../shared/trialRecord';
import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';

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
