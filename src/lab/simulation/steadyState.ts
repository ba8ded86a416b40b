import type { NodeId } from '../../shared/ids';
import type { AppendEntries, Entry, RestoredState } from '../../node/raft/types';
import { longestDelayMs } from '../trial/record';
import type { Delay } from './environment';

/** The stable cluster with which every simulated trial begins: its leader, its term, and what is on disk. */

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
 */
export function heartbeatsUntilSteady(conditions: {
  readonly latency: Delay;
  readonly loss: number;
  readonly heartbeatMs: number;
  readonly electionTimeoutMaxMs: number;
}): number {
  const { latency, loss, heartbeatMs, electionTimeoutMaxMs } = conditions;
  const varies = latency.some(({ kind }) => kind !== 'fixed');
  const longestMs = latency.reduce((sum, delay) => sum + longestDelayMs(delay), 0);
  return (
    (varies ? Math.ceil(longestMs / heartbeatMs) : 0) +
    (loss > 0 ? Math.ceil(electionTimeoutMaxMs / heartbeatMs) : 0)
  );
}
