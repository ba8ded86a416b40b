import type { NodeId } from '../../shared/ids';
import type { AppendEntries, Entry, RestoredState } from '../../node/raft/types';
import { longestDelayMs } from '../../shared/delayTail';
import type { Delay } from './delay';

/** The stable cluster with which simulated trials begin: its leader, its term, and what is on disk. */

export const OLD_LEADER: NodeId = 1;
export const OLD_TERM = 1;

/** The entry that all share, committed. */
const SHARED_INDEX = 1;
const ENTRY: Entry = { term: OLD_TERM, command: null };

/** A server that has voted for the old leader and has its entry, and as many uncommitted ones on top as given. */
export function restoredState(extraEntries: number): RestoredState {
  return {
    currentTerm: OLD_TERM,
    votedFor: OLD_LEADER,
    entries: Array.from({ length: SHARED_INDEX + extraEntries }, () => ENTRY),
    commitIndex: SHARED_INDEX,
  };
}

export function heartbeatTo(to: NodeId): AppendEntries {
  return {
    type: 'AppendEntries',
    from: OLD_LEADER,
    to,
    term: OLD_TERM,
    prevLogIndex: SHARED_INDEX,
    prevLogTerm: OLD_TERM,
    entries: [],
    leaderCommit: SHARED_INDEX,
  };
}

/**
 * How many heartbeats after the first one must be simulated for the moment of the crash to be like any other: as many
 * as can be under way at once or overtake each other, and as many as can be lost in a row before somebody times out.
 * Where a timeout can be over before the next heartbeat, one interval at least must have gone well.
 */
export function heartbeatsUntilSteady(conditions: {
  readonly latency: Delay;
  readonly loss: number;
  readonly heartbeatMs: number;
  readonly electionTimeoutMinMs: number;
  readonly electionTimeoutMaxMs: number;
}): number {
  const { latency, loss, heartbeatMs, electionTimeoutMinMs, electionTimeoutMaxMs } = conditions;
  const varies = latency.some(({ kind }) => kind !== 'fixed');
  const longestMs = latency.reduce((sum, delay) => sum + longestDelayMs(delay), 0);
  const underWay = varies ? Math.ceil(longestMs / heartbeatMs) : 0;
  const lostInRow = loss > 0 ? Math.ceil(electionTimeoutMaxMs / heartbeatMs) : 0;
  return Math.max(underWay + lostInRow, heartbeatMs >= electionTimeoutMinMs ? 1 : 0);
}
