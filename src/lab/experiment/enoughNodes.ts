import { LabError } from '../../shared/errors';
import type { ExperimentKind } from '../../shared/experimentKinds';
import { majorityOf } from '../../shared/ids';

/** What a kind takes away from the cluster, and why that leaves too few. Null: nothing. */
const TAKEN: Readonly<Record<ExperimentKind, { readonly what: string; readonly why: string } | null>> = {
  'leader-crash': { what: 'Crashing the leader', why: 'to elect a new one' },
  'leader-pause': { what: 'Pausing the leader', why: 'to elect a new one' },
  'leader-partition': { what: 'Cutting off the leader', why: 'to elect a new one' },
  'rejoin-after-partition': { what: 'Cutting off a follower', why: 'to keep their leader' },
  'cold-start': null,
  steady: null,
  workload: null,
};

/**
 * @param servers of the cluster
 * @param running how many of them take part
 * @throws LabError `bad-argument` when nobody could lead
 */
export function requireEnoughNodes(kind: ExperimentKind, servers: number, running: number): void {
  const taken = TAKEN[kind];
  const needed = majorityOf(servers) + (taken === null ? 0 : 1);
  if (running >= needed) return;
  if (taken === null) {
    throw new LabError(
      'bad-argument',
      `This needs ${needed} running nodes of ${servers}: without a majority nobody can lead.`,
    );
  }
  const nodes = servers < 3 ? '3 nodes at least' : `${needed} running nodes of ${servers}`;
  throw new LabError(
    'bad-argument',
    `${taken.what} needs ${nodes}: the others must have a majority ${taken.why}.`,
  );
}
