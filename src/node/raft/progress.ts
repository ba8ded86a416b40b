import type { LogIndex, NodeId } from '../../shared/ids';

/** What a leader knows of one follower (Figure 2: `nextIndex[]`, `matchIndex[]`). */
export interface Progress {
  readonly id: NodeId;
  nextIndex: LogIndex;
  matchIndex: LogIndex;
  /**
   * True until the follower has accepted something at `nextIndex − 1`: one AppendEntries at a time, until the logs
   * are known to agree. Then entries are pipelined: `nextIndex` runs ahead of `matchIndex`.
   */
  probing: boolean;
  /** While probing: entries are under way and unanswered. A heartbeat clears it, as they may have been lost. */
  awaitingProbe: boolean;
  /** The highest `leaderCommit` sent to it. */
  commitSent: LogIndex;
  /** When it was last heard in this term (for CheckQuorum). */
  lastContactMs: number;
}

/** A new leader's view: `nextIndex` just after its last entry, `matchIndex` 0 (Figure 2). */
export function freshProgress(id: NodeId, lastLogIndex: LogIndex, nowMs: number): Progress {
  return {
    id,
    nextIndex: lastLogIndex + 1,
    matchIndex: 0,
    probing: true,
    awaitingProbe: false,
    commitSent: 0,
    lastContactMs: nowMs,
  };
}
