import type { RoleReason, VoteReason } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import { becomeLeader } from './leadership';
import type { RaftState } from './state';
import type { RequestVote, RequestVoteReply, TimeoutNow } from './types';

/** The election timeout has fired, or somebody asks for an election. A leader has nothing to gain. */
export function campaign(state: RaftState, reason: RoleReason): void {
  if (state.role === 'leader') return;
  if (state.timing.preVote) becomePreCandidate(state, reason);
  else becomeCandidate(state, reason, false);
}

/** Thesis §9.6: ask first; neither the term nor the vote changes. */
function becomePreCandidate(state: RaftState, reason: RoleReason): void {
  state.leader = null;
  state.setRole('preCandidate', reason);
  state.resetElectionTimer();
  requestVotes(state, true, false);
}

/** "On conversion to candidate, start election" (Figure 2): new term, own vote, new timer, RequestVote to all. */
function becomeCandidate(state: RaftState, reason: RoleReason, leadershipTransfer: boolean): void {
  state.leader = null;
  state.setTerm(state.currentTerm + 1, state.id);
  state.setRole('candidate', reason);
  state.resetElectionTimer();
  requestVotes(state, false, leadershipTransfer);
}

function requestVotes(state: RaftState, preVote: boolean, leadershipTransfer: boolean): void {
  // A pre-vote promises nothing, so it need not wait for the disk; the candidate's vote for itself must.
  const { effects } = state;
  const outbox = preVote ? effects.sendNow : effects.sendOncePersisted;
  for (const server of state.servers) {
    if (server === state.id) continue;
    outbox.push({
      type: 'RequestVote',
      from: state.id,
      to: server,
      term: preVote ? state.currentTerm + 1 : state.currentTerm,
      lastLogIndex: state.log.lastIndex,
      lastLogTerm: state.log.lastTerm,
      preVote,
      leadershipTransfer,
    });
  }
  countVote(state, state.id, true, preVote);
}

/** RequestVote RPC, receiver implementation (Figure 2), before and after the term rule (§5.1). */
export function handleRequestVote(state: RaftState, message: RequestVote): void {
  // Thesis §4.2.3: a server that hears its leader ignores those who would depose it.
  if (message.term > state.currentTerm && !message.leadershipTransfer && hearsLeader(state)) {
    noteAnswer(state, message, 'leaderAlive');
    return;
  }
  if (message.term > state.currentTerm && !message.preVote) state.adoptTerm(message.term);

  const reason = judge(state, message);
  const granted = reason === 'granted';
  if (granted && !message.preVote) {
    if (state.votedFor !== message.from) state.setTerm(state.currentTerm, message.from);
    // Figure 2: granting a vote is, besides AppendEntries, what resets the election timer.
    state.resetElectionTimer();
  }
  noteAnswer(state, message, reason);
  state.effects.sendOncePersisted.push({
    type: 'RequestVoteReply',
    from: state.id,
    to: message.from,
    term: message.preVote && granted ? message.term : state.currentTerm,
    voteGranted: granted,
    preVote: message.preVote,
  });
}

/** With CheckQuorum: has this server heard its leader (or is it the leader) within the minimum timeout? */
function hearsLeader(state: RaftState): boolean {
  if (!state.timing.checkQuorum || state.leader === null) return false;
  if (state.role === 'leader') return true;
  return state.nowMs - state.lastLeaderContactMs < state.timing.electionTimeoutMinMs;
}

/**
 * 1. "Reply false if term < currentTerm" (§5.1). 2. "If votedFor is null or candidateId, and candidate's log is at
 * least as up-to-date as receiver's log, grant vote" (§5.2, §5.4). A pre-vote for a later term binds nobody, so an
 * earlier vote does not stand against it.
 */
function judge(state: RaftState, message: RequestVote): VoteReason {
  if (message.term < state.currentTerm) return 'staleTerm';
  const free =
    state.votedFor === null ||
    state.votedFor === message.from ||
    (message.preVote && message.term > state.currentTerm);
  if (!free) return 'alreadyVoted';
  return state.log.isUpToDate(message.lastLogIndex, message.lastLogTerm) ? 'granted' : 'logBehind';
}

function noteAnswer(state: RaftState, message: RequestVote, reason: VoteReason): void {
  const { from: candidate, term, preVote } = message;
  const granted = reason === 'granted';
  state.effects.facts.push({ type: 'voteAnswered', candidate, term, preVote, granted, reason });
}

/** A voter's answer. The caller has dealt with higher terms (a granted pre-vote carries the term asked for). */
export function handleRequestVoteReply(state: RaftState, message: RequestVoteReply): void {
  const expected = message.preVote && message.voteGranted ? state.currentTerm + 1 : state.currentTerm;
  const running = state.role === (message.preVote ? 'preCandidate' : 'candidate');
  if (running && message.term === expected) {
    countVote(state, message.from, message.voteGranted, message.preVote);
  }
}

/** "If votes received from majority of servers: become leader" (§5.2). Lost once the others are too few for one. */
function countVote(state: RaftState, voter: NodeId, granted: boolean, preVote: boolean): void {
  const { votesGranted, votesRefused, currentTerm } = state;
  if (!state.servers.includes(voter) || votesGranted.includes(voter) || votesRefused.includes(voter)) return;
  (granted ? votesGranted : votesRefused).push(voter);
  const term = preVote ? currentTerm + 1 : currentTerm;
  state.effects.facts.push({ type: 'voteCounted', voter, term, preVote, granted });
  if (votesGranted.length >= state.majority) {
    if (preVote) becomeCandidate(state, 'preVoteWon', false);
    else becomeLeader(state);
  } else if (state.servers.length - votesRefused.length < state.majority) {
    state.becomeFollower('electionLost', null);
  }
}

/** Thesis §3.10: the leader itself asks for this election; there is no need to ask first. */
export function handleTimeoutNow(state: RaftState, message: TimeoutNow): void {
  if (state.role === 'follower' && message.term === state.currentTerm) {
    becomeCandidate(state, 'leadershipTransfer', true);
  }
}
