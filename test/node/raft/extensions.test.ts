import { describe, expect, it } from 'vitest';
import {
  append,
  appendReply,
  command,
  elect,
  entries,
  newCore,
  receive,
  requestVote,
  sent,
  sentBy,
  stepDurably,
  TIMING,
  voteReply,
} from './support';

describe('PreVote (thesis §9.6)', () => {
  it('a server asks before it raises its term', () => {
    const core = newCore({}, { currentTerm: 3, votedFor: 2 }, { preVote: true });
    const output = core.step({ type: 'tick' }, 300);
    expect(core).toMatchObject({ role: 'preCandidate', currentTerm: 3, votedFor: 2 });
    expect(output.persist).toBeNull();
    expect(sent(output, 'RequestVote')).toMatchObject([
      { preVote: true, term: 4 },
      { preVote: true, term: 4 },
    ]);
  });

  it('a majority of pre-votes starts the real election', () => {
    const core = newCore({}, {}, { preVote: true });
    core.step({ type: 'campaign' }, 1);
    const output = core.step(receive(voteReply({ preVote: true, term: 1 })), 2);
    expect(core).toMatchObject({ role: 'candidate', currentTerm: 1, votedFor: 1 });
    expect(sent(output, 'RequestVote').every((m) => !m.preVote)).toBe(true);
  });

  it('giving a pre-vote changes neither term nor vote nor role nor timer, and echoes the term asked for', () => {
    const core = newCore({}, { currentTerm: 1, votedFor: 3 });
    const output = core.step(receive(requestVote({ preVote: true, term: 2 })), 20);
    expect(core).toMatchObject({ role: 'follower', currentTerm: 1, votedFor: 3, electionFromMs: 0 });
    expect(output.persist).toBeNull();
    expect(sent(output, 'RequestVoteReply')).toMatchObject([{ voteGranted: true, preVote: true, term: 2 }]);
  });

  it('a vote given stands against a pre-vote for the same term, not for a later one', () => {
    const core = newCore({}, { currentTerm: 2, votedFor: 3 });
    const asked = (term: number) => sentBy(core.step(receive(requestVote({ preVote: true, term })), 1));
    expect(asked(2)).toMatchObject([{ voteGranted: false, term: 2 }]);
    expect(asked(3)).toMatchObject([{ voteGranted: true, term: 3 }]);
  });

  it('a log that is behind gets no pre-vote', () => {
    const core = newCore({}, { currentTerm: 1, entries: entries(1) });
    const output = core.step(receive(requestVote({ preVote: true, term: 2 })), 1);
    expect(sent(output, 'RequestVoteReply')).toMatchObject([{ voteGranted: false, term: 1 }]);
  });

  it('pre-votes do not elect, and votes do not count as pre-votes', () => {
    const core = newCore({}, {}, { preVote: true });
    core.step({ type: 'campaign' }, 1);
    core.step(receive(voteReply({ preVote: false, term: 0 })), 2);
    expect(core.role).toBe('preCandidate');
    const candidate = newCore();
    candidate.step({ type: 'campaign' }, 1);
    candidate.step(receive(voteReply({ preVote: true, term: 2 })), 2);
    expect(candidate).toMatchObject({ role: 'candidate', currentTerm: 1 });
  });

  it('refused with a higher term, it takes over that term', () => {
    const core = newCore({}, {}, { preVote: true });
    core.step({ type: 'campaign' }, 1);
    core.step(receive(voteReply({ preVote: true, voteGranted: false, term: 8 })), 2);
    expect(core).toMatchObject({ role: 'follower', currentTerm: 8 });
  });
});

describe('CheckQuorum (thesis §6.2, §4.2.3)', () => {
  const checking = { checkQuorum: true };

  it('a leader that hears no majority for an election timeout steps down', () => {
    const core = newCore({}, {}, checking);
    elect(core, [2], 0);
    core.step(receive(appendReply({ index: 1 })), 100);
    core.step({ type: 'tick' }, 200);
    expect(core.role).toBe('leader');
    const output = core.step({ type: 'tick' }, 250);
    expect(core).toMatchObject({ role: 'follower', leader: null, currentTerm: 1 });
    expect(output.facts).toContainEqual(
      expect.objectContaining({ type: 'roleChanged', reason: 'quorumLost' }),
    );
  });

  it('without CheckQuorum it stays', () => {
    const core = newCore();
    elect(core, [2], 0);
    core.step({ type: 'tick' }, 100_000);
    expect(core.role).toBe('leader');
  });

  it('a follower that heard its leader within the minimum timeout does not even answer RequestVote', () => {
    const core = newCore({}, { currentTerm: 1 }, checking);
    core.step(receive(append({ from: 3 })), 0);
    const output = core.step(receive(requestVote({ term: 9 })), 149);
    expect(sent(output, 'RequestVoteReply')).toEqual([]);
    expect(core.currentTerm).toBe(1);
    expect(output.facts).toMatchObject([{ type: 'voteAnswered', reason: 'leaderAlive', granted: false }]);
    core.step(receive(requestVote({ term: 9 })), 150);
    expect(core).toMatchObject({ currentTerm: 9, votedFor: 2 });
  });

  it('nor does it answer a pre-vote; a request of its own term it answers', () => {
    const core = newCore({}, { currentTerm: 1 }, checking);
    core.step(receive(append({ from: 3 })), 0);
    expect(sentBy(core.step(receive(requestVote({ term: 2, preVote: true })), 1))).toEqual([]);
    expect(sentBy(core.step(receive(requestVote({ term: 1 })), 2))).toHaveLength(1);
  });

  it('a leader ignores those who would depose it', () => {
    const core = newCore({}, {}, checking);
    elect(core, [2], 0);
    expect(sentBy(core.step(receive(requestVote({ term: 9, lastLogTerm: 8 })), 1))).toEqual([]);
    expect(core).toMatchObject({ role: 'leader', currentTerm: 1 });
  });

  it('who has left its leader, or learnt of a later term, protects it no longer', () => {
    const candidate = newCore({}, { currentTerm: 1 }, checking);
    candidate.step(receive(append({ from: 3 })), 0);
    candidate.step({ type: 'campaign' }, 1);
    candidate.step(receive(requestVote({ term: 3 })), 2);
    expect(candidate).toMatchObject({ currentTerm: 3, votedFor: 2 });
    const follower = newCore({}, { currentTerm: 1 }, checking);
    follower.step(receive(append({ from: 3 })), 0);
    follower.step(receive(voteReply({ term: 2, voteGranted: false })), 1);
    expect(follower.leader).toBeNull();
    follower.step(receive(requestVote({ term: 3 })), 2);
    expect(follower).toMatchObject({ currentTerm: 3, votedFor: 2 });
  });

  it('a leadership transfer is excepted', () => {
    const core = newCore({}, { currentTerm: 1 }, checking);
    core.step(receive(append({ from: 3 })), 0);
    core.step(receive(requestVote({ term: 2, leadershipTransfer: true })), 1);
    expect(core).toMatchObject({ currentTerm: 2, votedFor: 2 });
  });

  it('a shorter timeout holds at once for the leader that hears nobody', () => {
    const slow = { ...checking, electionTimeoutMinMs: 5000, electionTimeoutMaxMs: 5000 };
    const core = newCore({}, {}, slow);
    elect(core, [2], 0);
    core.step({ type: 'retune', timing: { ...TIMING, ...checking } }, 1000);
    core.step({ type: 'tick' }, 1149);
    expect(core.role).toBe('leader');
    core.step({ type: 'tick' }, 1150);
    expect(core.role).toBe('follower');
  });

  it('switched on under a leader, the time counts from then', () => {
    const core = newCore();
    elect(core, [2], 0);
    core.step({ type: 'retune', timing: { ...TIMING, checkQuorum: true } }, 5000);
    core.step(receive(appendReply({ index: 1 })), 5001);
    core.step({ type: 'tick' }, 5150);
    expect(core.role).toBe('leader');
  });
});

describe('leadership transfer (thesis §3.10)', () => {
  function leader() {
    const core = newCore();
    elect(core, [2], 0);
    for (const from of [2, 3]) core.step(receive(appendReply({ from, index: 1 })), 1);
    return core;
  }

  it('a target that is up to date is told to start at once; commands are refused meanwhile', () => {
    const core = leader();
    const output = core.step({ type: 'transferLeadership', target: 3 }, 2);
    expect(sent(output, 'TimeoutNow')).toMatchObject([{ to: 3, term: 1 }]);
    expect(core).toMatchObject({ transferTarget: 3, canPropose: false });
    core.step({ type: 'propose', command: command(1) }, 3);
    expect(core.lastLogIndex).toBe(1);
  });

  it('a target that is behind is brought up to date first', () => {
    const core = leader();
    stepDurably(core, { type: 'propose', command: command(1) }, 2);
    const output = core.step({ type: 'transferLeadership', target: 2 }, 3);
    expect(sent(output, 'TimeoutNow')).toEqual([]);
    expect(sent(core.step(receive(appendReply({ index: 2 })), 4), 'TimeoutNow')).toHaveLength(1);
  });

  it('a target that lost what was sent to it is found out at once, not at the next heartbeat', () => {
    const core = leader();
    stepDurably(core, { type: 'propose', command: command(1) }, 2);
    const output = core.step({ type: 'transferLeadership', target: 3 }, 3);
    expect(sent(output, 'AppendEntries')).toMatchObject([{ to: 3, prevLogIndex: 2, entries: [] }]);
  });

  it('the target campaigns without waiting and without asking first', () => {
    const core = newCore({}, { currentTerm: 1 }, { preVote: true });
    const output = core.step(receive({ type: 'TimeoutNow', from: 2, to: 1, term: 1 }), 1);
    expect(core).toMatchObject({ role: 'candidate', currentTerm: 2 });
    expect(sent(output, 'RequestVote')).toMatchObject([{ leadershipTransfer: true }, {}]);
  });

  it('only a follower of that term obeys the word, and once', () => {
    const timeoutNow = receive({ type: 'TimeoutNow', from: 2, to: 1, term: 1 });
    const later = newCore({}, { currentTerm: 2 });
    later.step(timeoutNow, 1);
    expect(later).toMatchObject({ role: 'follower', currentTerm: 2 });
    const told = newCore({}, { currentTerm: 1 });
    told.step(timeoutNow, 1);
    told.step(timeoutNow, 2);
    expect(told).toMatchObject({ role: 'candidate', currentTerm: 2 });
    const candidate = newCore();
    candidate.step({ type: 'campaign' }, 0);
    candidate.step(timeoutNow, 1);
    expect(candidate).toMatchObject({ role: 'candidate', currentTerm: 1 });
  });

  it('asked for again, it is not given longer; another target is', () => {
    const core = leader();
    core.step({ type: 'transferLeadership', target: 3 }, 2);
    core.step({ type: 'transferLeadership', target: 3 }, 50);
    core.step({ type: 'tick' }, 150);
    expect(core.deadlineMs).toBe(152);
    core.step({ type: 'transferLeadership', target: 2 }, 151);
    core.step({ type: 'tick' }, 152);
    expect(core.transferTarget).toBe(2);
  });

  it('is repeated with each heartbeat, as the word may be lost, and given up after an election timeout', () => {
    const core = leader();
    core.step({ type: 'transferLeadership', target: 3 }, 2);
    expect(sent(core.step({ type: 'tick' }, 75), 'TimeoutNow')).toHaveLength(1);
    core.step({ type: 'tick' }, 150);
    expect(core.deadlineMs).toBe(152);
    core.step({ type: 'tick' }, 152);
    expect(core).toMatchObject({ transferTarget: null, canPropose: true });
  });

  it('to oneself ends one that is under way; to a stranger does nothing', () => {
    const core = leader();
    core.step({ type: 'transferLeadership', target: 3 }, 2);
    core.step({ type: 'transferLeadership', target: 9 }, 3);
    expect(core.transferTarget).toBe(3);
    core.step({ type: 'transferLeadership', target: 1 }, 4);
    expect(core.transferTarget).toBeNull();
  });

  it('ends with the leadership', () => {
    const core = leader();
    core.step({ type: 'transferLeadership', target: 3 }, 2);
    core.step(receive(append({ term: 2, from: 3 })), 3);
    elect(core, [2], 4);
    expect(core).toMatchObject({ role: 'leader', transferTarget: null, canPropose: true });
  });

  it('a follower passes the wish on to its leader', () => {
    const core = newCore({}, { currentTerm: 1 });
    core.step(receive(append()), 1);
    const output = core.step({ type: 'transferLeadership', target: 3 }, 2);
    expect(output.sendNow).toEqual([{ type: 'TransferRequest', from: 1, to: 2, term: 1, target: 3 }]);
    const lead = leader();
    lead.step(receive({ type: 'TransferRequest', from: 2, to: 1, term: 1, target: 2 }), 3);
    expect(lead.transferTarget).toBe(2);
    const later = newCore({}, { currentTerm: 4 });
    elect(later, [2], 0);
    later.step(receive({ type: 'TransferRequest', from: 2, to: 1, term: 4, target: 2 }), 1);
    expect(later.transferTarget).toBeNull();
  });
});
