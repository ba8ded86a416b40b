import { describe, expect, it } from 'vitest';
import { basisOf } from '../../../src/lab/trial/plan';
import { termRecords } from '../../../src/lab/trial/termRecords';
import { TrialWatch, type Disturbance } from '../../../src/lab/trial/watch';
import { experimentSchema } from '../../../src/shared/experiment';
import type { StampedFact } from '../../../src/shared/facts';
import { answered, became, leads, stands, votes } from './story';

/** The run began at 1000 on the nodes' clock; node 1, leader of term 3, crashes at 5000. */
const CRASH: Disturbance = {
  scheduledMs: 5000,
  happenedMs: 5000,
  oldLeader: 1,
  oldTerm: 3,
  live: [2, 3, 4, 5],
};

function termsOf(facts: readonly StampedFact[], untilMs = 9000) {
  const watch = new TrialWatch();
  watch.disturbed(CRASH);
  for (const fact of facts) watch.observe(fact);
  const basis = basisOf(experimentSchema.parse({}));
  return termRecords({ runId: 'a-run', trial: 0, basis, originMs: 1000 }, watch, CRASH, untilMs);
}

const numbers = (facts: readonly StampedFact[], untilMs?: number) =>
  termsOf(facts, untilMs).map(({ term }) => term);
const WON = [...stands(5100, 2, 4), ...votes(5101, 3, 2, 4), ...leads(5103, 2, 4, [3, 4, 5])];
/** Nobody listens: this cannot be won. */
const hopeless = (atMs: number, candidate: number, term: number): StampedFact[] => [
  ...stands(atMs, candidate, term),
  ...[2, 3, 4, 5]
    .filter((voter) => voter !== candidate)
    .map((voter) => answered(atMs + 1, voter, candidate, term, 'leaderAlive')),
];

describe('the terms of a trial', () => {
  it('are above the old leader’s', () => {
    expect(numbers([...stands(5050, 5, 3), became(5060, 5, 'follower', 3), ...WON])).toEqual([4]);
  });

  it('were not over when it was disturbed: for none of their candidates', () => {
    const before = (endedMs: number) => [...stands(4900, 5, 4), became(endedMs, 5, 'follower', 4)];
    expect(numbers(before(5000))).toEqual([]);
    expect(numbers(before(5001))).toEqual([4]);
    expect(numbers([...before(4950), ...stands(4990, 4, 4), became(5300, 4, 'follower', 4)])).toEqual([4]);
  });

  it('began before it was over, even if they are known to have failed', () => {
    expect(numbers([...WON, ...hopeless(5500, 3, 5)], 5106)).toEqual([4]);
    expect(numbers([...WON, ...hopeless(5500, 3, 5)], 5600)).toEqual([4, 5]);
  });

  it('are won by who leads before it was over', () => {
    expect(termsOf(WON, 5102)).toEqual([]);
    expect(termsOf(WON, 5103)).toMatchObject([{ outcome: 'won', leader: 2, endedMs: 4103 }]);
  });
});

describe('a term', () => {
  it('that failed lasted until its last candidate gave up', () => {
    const facts = [
      ...[...stands(5101, 3, 4), ...stands(5100, 2, 4)],
      ...[...votes(5103, 5, 3, 4), ...votes(5103, 4, 2, 4)],
      ...[became(5301, 3, 'follower', 5), became(5300, 2, 'candidate', 5)],
    ];
    expect(termsOf(facts)[0]).toMatchObject({
      outcome: 'split',
      candidates: [2, 3],
      startedMs: 4100,
      endedMs: 4301,
    });
  });

  it('that was won lasted until then, whatever its other candidates did', () => {
    expect(termsOf([...stands(5099, 5, 4), ...WON])[0]).toMatchObject({ startedMs: 4099, endedMs: 4103 });
  });

  it('ends with the trial where its candidate takes the heartbeat that ends the trial, and has no end after it', () => {
    const facts = [...stands(5100, 5, 4), became(5120, 5, 'follower', 5)];
    expect(termsOf(facts, 5120)).toMatchObject([{ outcome: 'preempted', endedMs: 4120 }]);
    expect(termsOf(hopeless(5100, 5, 4), 5120)).toMatchObject([{ outcome: 'noQuorum', endedMs: null }]);
  });

  it('began with the first answer where its candidate never told that it stood', () => {
    const facts = [3, 4, 5].map((voter) => answered(5100 + voter, voter, 2, 4, 'leaderAlive'));
    expect(termsOf(facts)[0]).toMatchObject({ startedMs: 4103 });
    expect(termsOf([...stands(5100, 2, 4), became(5101, 2, 'follower', 5)])[0]).toMatchObject({
      startedMs: 4100,
    });
  });

  it('has the votes that were given, by voter; a refusal is none', () => {
    const refused = answered(5103, 4, 2, 4, 'logBehind');
    expect(termsOf([...stands(5099, 5, 4), refused, ...WON])[0]!.votes).toEqual([
      { voter: 2, candidate: 2 },
      { voter: 3, candidate: 2 },
      { voter: 5, candidate: 5 },
    ]);
  });
});
