import { describe, expect, it } from 'vitest';
import { Story } from '../../../src/lab/cluster/story';
import type { Fact, Role } from '../../../src/shared/facts';

const A = 1;
const B = 2;
const C = 3;
const D = 4;
const E = 5;

function teller(servers = 5) {
  const story = new Story(servers);
  const hear = (atMs: number, node: number, fact: Fact): string[] =>
    story.hear({ atMs, node, fact }).map((told) => told.text);
  return {
    story,
    hear,
    becomes: (atMs: number, node: number, role: Role, term: number) =>
      hear(atMs, node, {
        type: 'roleChanged',
        role,
        term,
        reason: role === 'leader' ? 'electionWon' : 'electionTimeout',
      }),
    counts: (atMs: number, node: number, voter: number, term: number) =>
      hear(atMs, node, { type: 'voteCounted', voter, term, preVote: false, granted: true }),
    answers: (atMs: number, node: number, candidate: number, term: number) =>
      hear(atMs, node, {
        type: 'voteAnswered',
        candidate,
        term,
        preVote: false,
        granted: true,
        reason: 'granted',
      }),
    verdicts: (nowMs: number) => story.verdicts(nowMs).map((told) => told.text),
  };
}

describe('the story of a cluster', () => {
  it('tells who was elected, with how many votes, and how long after the crash', () => {
    const { story, becomes, counts } = teller();
    story.leaderLost(1000, 'the crash');
    expect(becomes(1170, B, 'candidate', 42)).toEqual(['B stands for election in term 42']);
    counts(1170, B, B, 42);
    counts(1170.5, B, C, 42);
    counts(1171, B, D, 42);
    expect(becomes(1171, B, 'leader', 42)).toEqual([
      'B elected in term 42 with 3 of 5 votes, 171 ms after the crash',
    ]);
    expect(becomes(9000, C, 'candidate', 43)).toHaveLength(1);
    for (const voter of [C, D, E]) counts(9001, C, voter, 43);
    expect(becomes(9001, C, 'leader', 43)).toEqual(['C elected in term 43 with 3 of 5 votes']);
  });

  it('tells that votes were split once a later term has begun and late facts have had their time', () => {
    const { becomes, answers, verdicts } = teller();
    becomes(100, B, 'candidate', 7);
    becomes(100.1, C, 'candidate', 7);
    answers(100.3, D, B, 7);
    answers(100.3, E, C, 7);
    expect(verdicts(5000)).toEqual([]);
    becomes(300, D, 'candidate', 8);
    expect(verdicts(310)).toEqual([]);
    expect(verdicts(500)).toEqual(['Term 7 got no leader: the votes were split, B 2 and C 2 of 5']);
    expect(verdicts(900)).toEqual([]);
  });

  it('tells that a candidate lost because its log was behind', () => {
    const { hear, becomes, verdicts } = teller(3);
    becomes(100, B, 'candidate', 7);
    hear(101, C, {
      type: 'voteAnswered',
      candidate: B,
      term: 7,
      preVote: false,
      granted: false,
      reason: 'logBehind',
    });
    becomes(300, C, 'candidate', 8);
    expect(verdicts(500)).toEqual(['Term 7 got no leader: there are longer logs, B 1 of 3']);
  });

  it('waits for the fact that a leader was there after all', () => {
    const { becomes, verdicts } = teller();
    becomes(100, B, 'candidate', 7);
    becomes(120, C, 'candidate', 8);
    becomes(101, B, 'leader', 7);
    expect(verdicts(500)).toEqual([]);
  });

  it('of a winner it tells the votes that it has counted, not those still on their way', () => {
    const { becomes, answers, counts } = teller();
    becomes(1, B, 'candidate', 2);
    for (const voter of [A, C, D, E]) answers(2, voter, B, 2);
    for (const voter of [B, C, D]) counts(3, B, voter, 2);
    expect(becomes(3, B, 'leader', 2)).toEqual(['B elected in term 2 with 3 of 5 votes']);
  });

  it('counts a vote once, though voter and candidate both tell of it', () => {
    const { becomes, answers, counts, verdicts } = teller(3);
    becomes(1, A, 'candidate', 2);
    answers(2, B, A, 2);
    counts(3, A, B, 2);
    counts(3, A, A, 2);
    becomes(90, C, 'candidate', 3);
    expect(verdicts(1000)).toEqual(['Term 2 got no leader: too few votes, A 2 of 3']);
  });

  it('tells why somebody stands who was asked to, and why a leader steps down', () => {
    const { hear } = teller();
    expect(
      hear(1, C, { type: 'roleChanged', role: 'candidate', term: 3, reason: 'leadershipTransfer' }),
    ).toEqual(["C stands for election in term 3, at its leader's word"]);
    expect(hear(2, A, { type: 'transferStarted', target: C, term: 2 })).toEqual([
      'A hands leadership to C in term 2',
    ]);
    expect(hear(3, A, { type: 'roleChanged', role: 'follower', term: 3, reason: 'quorumLost' })).toEqual([
      'A steps down: it has not heard from a majority',
    ]);
    expect(hear(4, A, { type: 'roleChanged', role: 'follower', term: 3, reason: 'higherTerm' })).toEqual([]);
  });
});
