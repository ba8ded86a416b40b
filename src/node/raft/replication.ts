import type { Entry, AppendEntries, AppendEntriesReply } from './types';
import { nextCommitIndex } from './commit';
import type { Progress } from './progress';
import type { RaftState } from './state';

/** With more entries than this under way to a follower no batch follows: its socket buffer must hold them. */
const MAX_ENTRIES_IN_FLIGHT = 1024;

/** Leader: "append entry to local log" (§5.3); it counts as replicated here once it is durable. */
export function appendToLog(state: RaftState, entry: Entry): void {
  state.log.append(entry);
  state.effects.logChangedFrom = Math.min(state.effects.logChangedFrom, state.log.lastIndex);
}

/** Leader: sends each follower what it lacks, as far as the flow control of `Progress` allows. */
export function replicate(state: RaftState): void {
  for (const follower of state.progress) sendEntries(state, follower);
}

/** Leader: one AppendEntries without entries to each follower (§5.2). */
export function sendHeartbeats(state: RaftState): void {
  for (const follower of state.progress) sendHeartbeat(state, follower);
}

/** Shows whether the follower has all that was sent to it: what was lost is sent again upon its refusal. */
export function sendHeartbeat(state: RaftState, follower: Progress): void {
  follower.awaitingProbe = false;
  sendAppend(state, follower, []);
}

/** "If last log index ≥ nextIndex for a follower: send AppendEntries with log entries starting at nextIndex". */
export function sendEntries(state: RaftState, follower: Progress): void {
  const { log } = state;
  if (follower.probing) {
    if (follower.awaitingProbe) return;
    follower.awaitingProbe = true;
    sendAppend(state, follower, log.batchFrom(follower.nextIndex, state.maxAppendBytes));
    return;
  }
  while (
    follower.nextIndex <= log.lastIndex &&
    follower.nextIndex - follower.matchIndex <= MAX_ENTRIES_IN_FLIGHT
  ) {
    const batch = log.batchFrom(follower.nextIndex, state.maxAppendBytes);
    sendAppend(state, follower, batch);
    follower.nextIndex += batch.length;
  }
}

function sendAppend(state: RaftState, follower: Progress, entries: readonly Entry[]): void {
  const prevLogIndex = follower.nextIndex - 1;
  follower.commitSent = state.commitIndex;
  state.effects.sendNow.push({
    type: 'AppendEntries',
    from: state.id,
    to: follower.id,
    term: state.currentTerm,
    prevLogIndex,
    prevLogTerm: state.log.termAt(prevLogIndex),
    entries,
    leaderCommit: state.commitIndex,
  });
}

/** AppendEntries RPC, receiver implementation (Figure 2). The caller has dealt with higher terms. */
export function handleAppendEntries(state: RaftState, message: AppendEntries): void {
  const { log, effects } = state;
  // 1. "Reply false if term < currentTerm" (§5.1).
  if (message.term < state.currentTerm) {
    replyToAppend(state, message, false, message.prevLogIndex);
    return;
  }
  // Election Safety: nobody else can lead this term. Whoever says so is not to be answered.
  if (state.role === 'leader') return;
  recogniseLeader(state, message);
  // 2. "Reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm" (§5.3).
  if (!log.matches(message.prevLogIndex, message.prevLogTerm)) {
    effects.facts.push({
      type: 'appendRefused',
      leader: message.from,
      prevLogIndex: message.prevLogIndex,
    });
    replyToAppend(state, message, false, message.prevLogIndex);
    return;
  }
  storeEntries(state, message);
  // 5. "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)".
  const lastNewIndex = message.prevLogIndex + message.entries.length;
  setCommitIndex(state, Math.min(message.leaderCommit, lastNewIndex));
  replyToAppend(state, message, true, lastNewIndex);
}

/** §5.2: a leader of a term at least as high as mine is legitimate; hearing it resets the election timer. */
function recogniseLeader(state: RaftState, message: AppendEntries): void {
  if (state.role !== 'follower') state.becomeFollower('leaderFound', message.from);
  else if (state.leader === message.from) {
    heardLeader(state);
    return;
  }
  state.leader = message.from;
  state.effects.facts.push({ type: 'leaderRecognised', leader: message.from, term: message.term });
  heardLeader(state);
}

function heardLeader(state: RaftState): void {
  state.lastLeaderContactMs = state.nowMs;
  state.resetElectionTimer();
}

/** 3. and 4.: delete what conflicts, append what is new; entries already there stay untouched (§5.3). */
function storeEntries(state: RaftState, message: AppendEntries): void {
  const { log, effects } = state;
  let index = message.prevLogIndex;
  for (const entry of message.entries) {
    index += 1;
    if (index <= log.lastIndex) {
      if (log.termAt(index) === entry.term) continue;
      if (index <= state.commitIndex) {
        throw new Error(`entry ${index} is committed and would be overwritten by leader ${message.from}`);
      }
      log.truncateFrom(index);
      state.durableIndex = Math.min(state.durableIndex, index - 1);
    }
    log.append(entry);
    effects.logChangedFrom = Math.min(effects.logChangedFrom, index);
  }
}

function replyToAppend(state: RaftState, message: AppendEntries, success: boolean, index: number): void {
  const hintIndex = success ? index : state.log.lastPossibleMatch(index, message.prevLogTerm);
  state.effects.sendOncePersisted.push({
    type: 'AppendEntriesReply',
    from: state.id,
    to: message.from,
    term: state.currentTerm,
    success,
    index,
    hintIndex,
    hintTerm: state.log.termAt(hintIndex),
  });
}

/** Leader: a follower's answer. The caller has dealt with higher terms. */
export function handleAppendEntriesReply(state: RaftState, message: AppendEntriesReply): void {
  if (state.role !== 'leader' || message.term < state.currentTerm) return;
  const follower = state.progress.find((peer) => peer.id === message.from);
  if (follower === undefined) return;
  follower.lastContactMs = state.nowMs;
  if (message.success) acceptMatch(state, follower, message);
  else backUp(state, follower, message);
}

/** "If successful: update nextIndex and matchIndex for follower" (§5.3). */
function acceptMatch(state: RaftState, follower: Progress, message: AppendEntriesReply): void {
  // An index beyond the log cannot have come from what this leader sent.
  if (message.index > state.log.lastIndex) return;
  if (message.index > follower.matchIndex) {
    follower.matchIndex = message.index;
    follower.nextIndex = Math.max(follower.nextIndex, message.index + 1);
    if (message.index > state.commitIndex) advanceCommitIndex(state);
  }
  if (follower.probing && message.index >= follower.nextIndex - 1) {
    follower.probing = false;
    follower.awaitingProbe = false;
    follower.nextIndex = message.index + 1;
  }
  sendEntriesAndCommit(state, follower);
}

/** Sends what is missing; a follower that has it all still wants to know what is committed by now. */
function sendEntriesAndCommit(state: RaftState, follower: Progress): void {
  sendEntries(state, follower);
  const caughtUp = follower.nextIndex - 1 === follower.matchIndex;
  if (caughtUp && follower.commitSent < state.commitIndex) sendAppend(state, follower, []);
}

/** "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry", a term at a time (§5.3). */
function backUp(state: RaftState, follower: Progress, message: AppendEntriesReply): void {
  const stale = follower.probing
    ? message.index !== follower.nextIndex - 1
    : message.index <= follower.matchIndex;
  if (stale) return;
  // Asked again, it refuses what it once confirmed: its disk was lost, and nothing is known of its log any more.
  if (message.index <= follower.matchIndex) follower.matchIndex = 0;
  const lastShared = state.log.lastPossibleMatch(message.hintIndex, message.hintTerm);
  follower.nextIndex = Math.max(follower.matchIndex, Math.min(lastShared, message.index - 1)) + 1;
  follower.probing = true;
  follower.awaitingProbe = false;
  sendEntries(state, follower);
}

/** Leader: commits what a majority has (§5.3, §5.4.2) and tells those who have caught up. */
export function advanceCommitIndex(state: RaftState): void {
  const matchIndexes = [state.durableIndex, ...state.progress.map((follower) => follower.matchIndex)];
  const next = nextCommitIndex(
    matchIndexes,
    (index) => state.log.termAt(index),
    state.currentTerm,
    state.commitIndex,
  );
  if (!setCommitIndex(state, next)) return;
  for (const follower of state.progress) {
    const caughtUp = follower.nextIndex - 1 === follower.matchIndex;
    if (caughtUp && !follower.probing) sendAppend(state, follower, []);
  }
}

function setCommitIndex(state: RaftState, index: number): boolean {
  if (index <= state.commitIndex) return false;
  state.commitIndex = index;
  state.effects.facts.push({ type: 'commitAdvanced', commitIndex: index, term: state.currentTerm });
  return true;
}
