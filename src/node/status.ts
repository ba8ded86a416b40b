import type { NodeStatus } from '../shared/control/toLab';
import type { RaftCore } from './raft/core';

export function statusOf(core: RaftCore): NodeStatus {
  const { role, currentTerm, votedFor, leader, commitIndex, lastLogIndex } = core;
  const { electionFromMs, electionDeadlineMs, votesGranted } = core;
  return {
    role,
    currentTerm,
    votedFor,
    leader,
    commitIndex,
    lastLogIndex,
    electionFromMs,
    electionDeadlineMs,
    votesGranted: [...votesGranted],
  };
}
