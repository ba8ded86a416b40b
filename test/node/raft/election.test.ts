import { describe, expect, it } from 'vitest';
import {
  append,
  elect,
  entries,
  newCore,
  receive,
  requestVote,
  sent,
  sentBy,
  stepDurably,
  voteReply,
} from './support';

describe('§5.1 terms', () => {
  it('"If one server’s current term is smaller than the other’s, then it updates its current term to the larger value"', () => {
    const core = newCore({}, { currentTerm: 2 });
    core.step(receive(voteReply({ term: 5, voteGranted: false })), 1);
    expect(core.currentTerm).toBe(5);
  });

  it('"If a candidate or leader discovers that its term is out of date, it immediately reverts to follower state"', () => {
    const candidate = newCore();
    candidate.step({ type: 'campaign' }, 1);
    candidate.step(receive(voteReply({ term: 9, voteGranted: false })), 2);
    expect(candidate.role).toBe('follower');

    const leader = newCore();
    elect(leader, [2], 1);
    const output = leader.step(receive(append({ term: 9 })), 2);
    expect(leader.role).toBe('follower');
    expect(output.facts).toContainEqual({
      type: 'roleChanged',
      role: 'follower',
      term: 9,
      reason: 'higherTerm',
    });
  });

  it('"If a server receives a request with a stale term number, it rejects the request"', () => {
    const core = newCore({}, { currentTerm: 3 });
    const vote = core.step(receive(requestVote({ term: 2 })), 1);
    expect(sent(vote, 'RequestVoteReply')).toMatchObject([{ voteGranted: false, term: 3 }]);
    const appended = core.step(receive(append({ term: 2 })), 1);
    expect(sent(appended, 'AppendEntriesReply')).toMatchObject([{ success: false, term: 3 }]);
  });

  it('a new term frees the vote', () => {
    const core = newCore({}, { currentTerm: 1, votedFor: 3 });
    const output = core.step(receive(requestVote({ term: 2 })), 1);
    expect(output.persist?.hardState).toEqual({ currentTerm: 2, votedFor: 2 });
  });
});

describe('§5.2 leader election', () => {
  it('"When servers start up, they begin as followers"', () => {
    expect(newCore().role).toBe('follower');
  });

  it('"To begin an election, a follower increments its current term and transitions to candidate state"', () => {
    const core = newCore({}, { currentTerm: 4 });
    const output = core.step({ type: 'tick' }, 300);
    expect(core).toMatchObject({ role: 'candidate', currentTerm: 5, leader: null });
    expect(output.facts.map((fact) => fact.type)).toContain('timerFired');
  });

  it('"It then votes for itself and issues RequestVote RPCs in parallel to each of the other servers"', () => {
    const core = newCore({}, { entries: entries(1, 1), currentTerm: 1 });
    const output = core.step({ type: 'campaign' }, 1);
    expect(core.votedFor).toBe(1);
    expect(sent(output, 'RequestVote')).toMatchObject([
      { to: 2, term: 2, lastLogIndex: 2, lastLogTerm: 1 },
      { to: 3, term: 2, lastLogIndex: 2, lastLogTerm: 1 },
    ]);
  });

  it('"A candidate wins an election if it receives votes from a majority of the servers in the full cluster"', () => {
    const core = newCore({ servers: [1, 2, 3, 4, 5] });
    core.step({ type: 'campaign' }, 1);
    core.step(receive(voteReply({ from: 2 })), 2);
    expect(core.role).toBe('candidate');
    core.step(receive(voteReply({ from: 3 })), 3);
    expect(core).toMatchObject({ role: 'leader', leader: 1 });
  });

  it('"Each server will vote for at most one candidate in a given term, on a first-come-first-served basis"', () => {
    const core = newCore();
    const first = core.step(receive(requestVote({ from: 2 })), 1);
    const second = core.step(receive(requestVote({ from: 3 })), 2);
    const again = core.step(receive(requestVote({ from: 2 })), 3);
    expect([first, second, again].map((o) => sent(o, 'RequestVoteReply')[0]?.voteGranted)).toEqual([
      true,
      false,
      true,
    ]);
    expect(second.facts).toContainEqual(expect.objectContaining({ reason: 'alreadyVoted', candidate: 3 }));
  });

  it('of a voter that answers twice, the first answer counts', () => {
    const core = newCore();
    core.step({ type: 'campaign' }, 1);
    core.step(receive(voteReply({ voteGranted: false })), 2);
    core.step(receive(voteReply({ voteGranted: true })), 3);
    expect(core.role).toBe('candidate');
  });

  it('a vote of somebody who is no member does not count', () => {
    const core = newCore();
    core.step({ type: 'campaign' }, 1);
    core.step(receive(voteReply({ from: 9 })), 2);
    expect(core.role).toBe('candidate');
  });

  it('"Once a candidate wins an election, it becomes leader. It then sends heartbeat messages to all"', () => {
    const output = elect(newCore(), [2], 10);
    expect(sent(output, 'AppendEntries').map((m) => m.to)).toEqual([2, 3]);
    expect(output.sendNow).toHaveLength(2);
  });

  it('"If the leader’s term is at least as large as the candidate’s current term, the candidate recognizes the leader"', () => {
    const core = newCore();
    core.step({ type: 'campaign' }, 1);
    const output = core.step(receive(append({ from: 3, term: 1 })), 2);
    expect(core).toMatchObject({ role: 'follower', leader: 3, votedFor: 1 });
    expect(output.facts).toContainEqual({ type: 'leaderRecognised', leader: 3, term: 1 });
  });

  it('"If the term in the RPC is smaller than the candidate’s current term, it rejects the RPC and continues"', () => {
    const core = newCore({}, { currentTerm: 4 });
    core.step({ type: 'campaign' }, 1);
    core.step(receive(append({ term: 4 })), 2);
    expect(core).toMatchObject({ role: 'candidate', currentTerm: 5 });
  });

  it('"each candidate will time out and start a new election by incrementing its term"', () => {
    const core = newCore();
    core.step({ type: 'tick' }, core.deadlineMs);
    expect(core.currentTerm).toBe(1);
    core.step({ type: 'tick' }, core.deadlineMs);
    expect(core).toMatchObject({ role: 'candidate', currentTerm: 2 });
  });

  it('who campaigns follows nobody any more', () => {
    for (const preVote of [false, true]) {
      const core = newCore({}, {}, { preVote });
      core.step(receive(append()), 1);
      expect(core.leader).toBe(2);
      core.step({ type: 'campaign' }, 2);
      expect(core.leader).toBeNull();
    }
  });

  it('a leader that is asked to campaign leads on', () => {
    const core = newCore();
    elect(core, [2], 0);
    expect(sentBy(core.step({ type: 'campaign' }, 1))).toEqual([]);
    expect(core).toMatchObject({ role: 'leader', currentTerm: 1 });
  });

  it('a candidate refused by a majority goes back to follower, its timer running on', () => {
    const core = newCore();
    core.step({ type: 'campaign' }, 1);
    const { deadlineMs } = core;
    for (const from of [2, 3]) core.step(receive(voteReply({ from, voteGranted: false })), 5);
    expect(core).toMatchObject({ role: 'follower', deadlineMs, currentTerm: 1, votedFor: 1 });
  });

  it.each([
    { servers: [1, 2], refusals: [2] },
    { servers: [1, 2, 3, 4], refusals: [2, 3] },
  ])('of $servers.length, a candidate has lost with $refusals.length refused', ({ servers, refusals }) => {
    const core = newCore({ servers });
    core.step({ type: 'campaign' }, 1);
    for (const from of refusals) {
      expect(core.role).toBe('candidate');
      core.step(receive(voteReply({ from, voteGranted: false })), 5);
    }
    expect(core.role).toBe('follower');
  });

  it('a cluster of one elects itself and commits alone', () => {
    const core = newCore({ servers: [1] });
    stepDurably(core, { type: 'tick' }, core.deadlineMs);
    expect(core).toMatchObject({ role: 'leader', commitIndex: 1, deadlineMs: Infinity });
  });
});

describe('§5.4.1 election restriction', () => {
  it.each([
    { own: [1, 1], index: 2, term: 1, granted: true, why: 'the same log' },
    { own: [1, 1], index: 3, term: 1, granted: true, why: '"whichever log is longer is more up-to-date"' },
    { own: [1, 1], index: 1, term: 1, granted: false, why: 'a shorter log' },
    {
      own: [1, 1],
      index: 1,
      term: 2,
      granted: true,
      why: '"the log with the later term is more up-to-date"',
    },
    { own: [1, 2], index: 9, term: 1, granted: false, why: 'longer, but of an older term' },
  ])('$why: voter $own, candidate ends ($term, $index) → $granted', ({ own, index, term, granted }) => {
    const core = newCore({}, { currentTerm: 2, entries: entries(...own) });
    const output = core.step(receive(requestVote({ term: 3, lastLogIndex: index, lastLogTerm: term })), 1);
    expect(sent(output, 'RequestVoteReply')[0]?.voteGranted).toBe(granted);
    expect(output.facts).toContainEqual(
      expect.objectContaining({ type: 'voteAnswered', reason: granted ? 'granted' : 'logBehind' }),
    );
  });
});
