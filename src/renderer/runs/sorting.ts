import { KIND_TRAITS } from '../../shared/experimentKinds';
import type { RunInfo } from '../../shared/runs/run';

export type SortKey = 'name' | 'started' | 'trials' | 'split' | 'p50' | 'p99';

export interface SortOrder {
  readonly by: SortKey;
  readonly descending: boolean;
}

/** Pinned runs first, then in the order asked for; what is not known comes last either way. */
export function sortedRuns(runs: readonly RunInfo[], { by, descending }: SortOrder): RunInfo[] {
  const sign = descending ? -1 : 1;
  return runs.toSorted((a, b) => {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
    const [x, y] = [keyOf(a, by), keyOf(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return typeof x === 'string' && typeof y === 'string'
      ? sign * x.localeCompare(y)
      : sign * (Number(x) - Number(y));
  });
}

function keyOf({ name, startedAt, experiment, summary }: RunInfo, by: SortKey): string | number | null {
  switch (by) {
    case 'name':
      return name;
    case 'started':
      return startedAt;
    case 'trials':
      return summary?.trials ?? null;
    case 'split':
      return KIND_TRAITS[experiment.kind].elects ? (summary?.splitVoteRate.value ?? null) : null;
    case 'p50':
      return summary?.downtimeMs.p50 ?? null;
    case 'p99':
      return summary?.downtimeMs.p99 ?? null;
  }
}
