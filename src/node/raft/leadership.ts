import type { TimerName } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import type { Timing } from '../../shared/settings';
import { majorityReached } from './commit';
import { freshProgress } from './progress';
import { appendToLog, replicate, sendEntries, sendHeartbeat, sendHeartbeats } from './replication';
import type { RaftState } from './state';
import type { TransferRequest } from './types';

/** §5.2, §8: a new leader announces itself at once, with a no-op that commits what earlier terms left. */
export function becomeLeader(state: RaftState): void {
  const { nowMs, timing } = state;
  state.setRole('leader', 'electionWon');
  state.leader = state.id;
  state.electionDeadlineMs = Infinity;
  state.progress = state.servers
    .filter((server) => server !== state.id)
    .map((server) => freshProgress(server, state.log.lastIndex, nowMs));
  state.quorumDeadlineMs = nowMs + timing.electionTimeoutMinMs;
  appendToLog(state, { term: state.currentTerm, command: null });
  replicate(state);
  restartHeartbeatInterval(state);
}

/** Nobody to send to, no heartbeats. */
function restartHeartbeatInterval(state: RaftState): void {
  state.heartbeatDeadlineMs = state.progress.length === 0 ? Infinity : state.nowMs + state.timing.heartbeatMs;
}

/** What is due is brought forward by new timing, never put off: it may change again before that time has come. */
export function retuneLeader(state: RaftState, before: Timing): void {
  const { nowMs, timing } = state;
  const dueMs = state.heartbeatDeadlineMs;
  restartHeartbeatInterval(state);
  state.heartbeatDeadlineMs = Math.min(dueMs, state.heartbeatDeadlineMs);
  const quorumMs = nowMs + timing.electionTimeoutMinMs;
  state.quorumDeadlineMs = before.checkQuorum ? Math.min(state.quorumDeadlineMs, quorumMs) : quorumMs;
}

/** Heartbeats now; the interval starts anew. */
export function heartbeat(state: RaftState): void {
  sendHeartbeats(state);
  // TimeoutNow may have been lost.
  if (state.transfer !== null) hurryTransfer(state);
  restartHeartbeatInterval(state);
}

/** What a leader does when time passes: heartbeats, CheckQuorum, and the end of a transfer that does not come off. */
export function leaderTick(state: RaftState): void {
  const { nowMs } = state;
  if (nowMs >= state.heartbeatDeadlineMs) {
    const deadlineMs = state.heartbeatDeadlineMs;
    timerFired(state, 'heartbeat', deadlineMs);
    heartbeat(state);
    // Late by less than an interval: keep to the schedule, so that lateness does not add up.
    const onSchedule = deadlineMs + state.timing.heartbeatMs;
    if (onSchedule > nowMs) state.heartbeatDeadlineMs = onSchedule;
  }
  if (state.transfer !== null && nowMs >= state.transfer.deadlineMs) {
    timerFired(state, 'transfer', state.transfer.deadlineMs);
    state.endTransfer();
  }
  if (state.timing.checkQuorum && nowMs >= state.quorumDeadlineMs) checkQuorum(state);
}

/** Thesis §6.2: "a leader steps down if an election timeout elapses without a successful round of heartbeats". */
function checkQuorum(state: RaftState): void {
  const { nowMs, timing } = state;
  const heardAt = majorityReached([nowMs, ...state.progress.map((follower) => follower.lastContactMs)]);
  const deadlineMs = heardAt + timing.electionTimeoutMinMs;
  if (nowMs < deadlineMs) {
    state.quorumDeadlineMs = deadlineMs;
    return;
  }
  timerFired(state, 'checkQuorum', deadlineMs);
  state.becomeFollower('quorumLost', null);
}

export function timerFired(state: RaftState, timer: TimerName, deadlineMs: number): void {
  state.effects.facts.push({ type: 'timerFired', timer, deadlineMs, lateMs: state.nowMs - deadlineMs });
}

/** Thesis §3.10. A follower passes the wish on; a second target replaces the first; oneself as target ends it. */
export function transferLeadership(state: RaftState, target: NodeId): void {
  if (state.role !== 'leader') {
    if (state.leader !== null) {
      const { id: from, leader: to, currentTerm: term } = state;
      state.effects.sendNow.push({ type: 'TransferRequest', from, to, term, target });
    }
    return;
  }
  if (state.transfer?.target === target || !state.servers.includes(target)) return;
  state.endTransfer();
  if (target === state.id) return;
  state.transfer = { target, deadlineMs: state.nowMs + state.timing.electionTimeoutMinMs };
  state.effects.facts.push({ type: 'transferStarted', target, term: state.currentTerm });
  // What was sent to the target may have been lost: it is not to wait for the next heartbeat to say so.
  const follower = state.progress.find((peer) => peer.id === target);
  if (follower !== undefined && follower.matchIndex < state.log.lastIndex) sendHeartbeat(state, follower);
  hurryTransfer(state);
}

/** The target gets what it lacks and then, once its log is as long as mine, the word to start. */
export function hurryTransfer(state: RaftState): void {
  const follower = state.progress.find((peer) => peer.id === state.transfer?.target);
  if (follower === undefined) return;
  if (follower.matchIndex < state.log.lastIndex) {
    sendEntries(state, follower);
    return;
  }
  const { id: from, currentTerm: term } = state;
  state.effects.sendNow.push({ type: 'TimeoutNow', from, to: follower.id, term });
}

export function handleTransferRequest(state: RaftState, message: TransferRequest): void {
  if (state.role === 'leader' && message.term === state.currentTerm) {
    transferLeadership(state, message.target);
  }
}
