import type { LogIndex, Term } from '../../shared/ids';

/** The highest value that a majority has reached: of indexes, or of times. One value a server, own included. */
export function majorityReached(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  // Of n values, the (n − majority)-th smallest is reached by a majority.
  return ascending[Math.ceil(ascending.length / 2) - 1] ?? 0;
}

/**
 * The leader's rule of Figure 2: "If there exists an N such that N > commitIndex, a majority of matchIndex[i] ≥ N,
 * and log[N].term == currentTerm: set commitIndex = N". Entries of earlier terms commit only along with one of
 * its own (§5.4.2).
 */
export function nextCommitIndex(
  matchIndexes: readonly LogIndex[],
  termAt: (index: LogIndex) => Term,
  currentTerm: Term,
  commitIndex: LogIndex,
): LogIndex {
  const n = majorityReached(matchIndexes);
  return n > commitIndex && termAt(n) === currentTerm ? n : commitIndex;
}
