import type { Role, RoleReason, StampedFact, VoteReason } from '../../../src/shared/facts';

/** Short ways to say what nodes told, at a time in ms. */

export function became(atMs: number, node: number, role: Role, term: number): StampedFact {
  const reason: RoleReason =
    role === 'leader' ? 'electionWon' : role === 'follower' ? 'higherTerm' : 'electionTimeout';
  return { atMs, node, fact: { type: 'roleChanged', role, term, reason } };
}

export function timedOut(atMs: number, node: number, lateMs = 0): StampedFact {
  return { atMs, node, fact: { type: 'timerFired', timer: 'election', deadlineMs: atMs - lateMs, lateMs } };
}

/** `voter` answers `candidate`. */
export function answered(
  atMs: number,
  voter: number,
  candidate: number,
  term: number,
  reason: VoteReason = 'granted',
  preVote = false,
): StampedFact {
  const granted = reason === 'granted';
  return { atMs, node: voter, fact: { type: 'voteAnswered', candidate, term, preVote, granted, reason } };
}

/** `candidate` counts the vote of `voter`. */
export function counted(
  atMs: number,
  candidate: number,
  voter: number,
  term: number,
  granted = true,
  preVote = false,
): StampedFact {
  return { atMs, node: candidate, fact: { type: 'voteCounted', voter, term, preVote, granted } };
}

export function recognised(atMs: number, node: number, leader: number, term: number): StampedFact {
  return { atMs, node, fact: { type: 'leaderRecognised', leader, term } };
}

/** `candidate` stands at `atMs` and counts its own vote. */
export function stands(atMs: number, candidate: number, term: number): StampedFact[] {
  return [became(atMs, candidate, 'candidate', term), counted(atMs, candidate, candidate, term)];
}

/** `voter` votes for `candidate`, and the vote arrives 2 ms later. */
export function votes(atMs: number, voter: number, candidate: number, term: number): StampedFact[] {
  return [answered(atMs, voter, candidate, term), counted(atMs + 2, candidate, voter, term)];
}

/** `leader` wins `term` at `atMs`, and each follower takes its first heartbeat 1 ms after the one before. */
export function leads(
  atMs: number,
  leader: number,
  term: number,
  followers: readonly number[],
): StampedFact[] {
  return [
    became(atMs, leader, 'leader', term),
    ...followers.flatMap((node, i) => [
      { atMs: atMs + i, node, fact: { type: 'termAdvanced', term } } as const,
      recognised(atMs + i + 1, node, leader, term),
    ]),
  ];
}
