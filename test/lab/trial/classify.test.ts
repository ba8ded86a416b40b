import { describe, expect, it } from 'vitest';
import { classifyFailedTerm, type Electorate } from '../../../src/lab/trial/classify';
import { TermLedger } from '../../../src/lab/trial/termLedger';
import type { StampedFact } from '../../../src/shared/facts';
import { answered, became, counted, stands, votes } from './story';

/** Five servers, the first of which has crashed, on a network where a message takes 10 ms at most. */
const FOUR_OF_FIVE: Electorate = { servers: 5, live: [2, 3, 4, 5], deliveryBoundMs: 10, untilMs: 10_000 };

function classOf(facts: readonly StampedFact[], electorate: Electorate = FOUR_OF_FIVE, term = 2) {
  const ledger = new TermLedger();
  for (const fact of facts) ledger.observe(fact);
  const entry = ledger.terms.find((known) => known.term === term);
  expect(entry).toBeDefined();
  return classifyFailedTerm(entry!, ledger, electorate);
}

/** Every candidate gives up term 2 at `atMs` and stands in term 3. */
function giveUp(atMs: number, ...candidates: number[]): StampedFact[] {
  return candidates.map((node) => became(atMs, node, 'candidate', 3));
}

describe('split: live voters that could have formed a majority gave their votes to two or more candidates', () => {
  it('holds for two votes against two', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...stands(101, 3, 2),
        ...votes(103, 4, 2, 2),
        ...votes(104, 5, 3, 2),
        ...giveUp(300, 2, 3),
      ]),
    ).toBe('split');
  });

  it('holds for three candidates that each have their own vote, and the fourth voter cannot help any of them', () => {
    expect(
      classOf([
        ...[2, 3, 4].flatMap((node) => stands(100, node, 2)),
        ...votes(103, 5, 2, 2),
        ...giveUp(300, 2, 3, 4),
      ]),
    ).toBe('split');
  });

  it("counts a candidate's own vote among those given", () => {
    expect(
      classOf([...stands(100, 2, 2), ...stands(100, 3, 2), ...giveUp(300, 2, 3)], {
        ...FOUR_OF_FIVE,
        servers: 3,
        live: [2, 3],
      }),
    ).toBe('split');
  });

  it('does not need the refusals to have arrived, nor the requests', () => {
    const facts = [
      ...stands(100, 2, 2),
      ...stands(100, 3, 2),
      ...votes(105, 4, 2, 2),
      ...votes(105, 5, 3, 2),
    ];
    // Nobody's answer to the other's request is known: that vote was gone all the same.
    expect(classOf([...facts, ...giveUp(108, 2, 3)])).toBe('split');
  });

  it('holds where one of the candidates could not have won for its log, as the other could', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...stands(100, 5, 2),
        answered(105, 3, 5, 2, 'logBehind'),
        ...votes(106, 3, 2, 2),
        ...votes(105, 4, 5, 2),
        ...giveUp(300, 2, 5),
      ]),
    ).toBe('split');
  });
});

describe('preempted: a higher term ended it while a candidate could still have won', () => {
  it('holds while requests are under way', () => {
    expect(classOf([...stands(100, 2, 2), ...giveUp(105, 2)])).toBe('preempted');
  });

  it('holds while votes in flight would have made a majority', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        answered(105, 3, 2, 2),
        answered(105, 4, 2, 2),
        became(108, 2, 'follower', 3),
      ]),
    ).toBe('preempted');
  });

  it('holds for voters that the request found in a later term', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        answered(105, 3, 2, 2, 'staleTerm'),
        answered(105, 4, 2, 2, 'staleTerm'),
        answered(105, 5, 2, 2, 'staleTerm'),
        became(108, 2, 'follower', 3),
      ]),
    ).toBe('preempted');
  });

  it('and for those it found there however late: it was no loss', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...[3, 4, 5].map((voter) => answered(105, voter, 2, 2, 'staleTerm')),
        ...giveUp(300, 2),
      ]),
    ).toBe('preempted');
  });

  it('holds where the candidate died: nothing of its votes was lost, and its term is not left undecided', () => {
    const told = [
      ...stands(100, 2, 2),
      ...votes(104, 3, 2, 2),
      answered(106, 4, 2, 2),
      answered(106, 5, 2, 2),
    ];
    const again = stands(400, 2, 5);
    for (const loss of [10, Infinity]) {
      for (const [before, after] of [
        [told, []],
        [told, again],
        // What it told, and what others told of it, may come only when its death is known.
        [told.slice(0, 3), told.slice(3)],
        [[], told],
      ]) {
        const ledger = new TermLedger();
        for (const fact of before!) ledger.observe(fact);
        ledger.crashed(2, 107);
        for (const fact of after!) ledger.observe(fact);
        const [entry] = ledger.terms;
        expect(entry!.candidacies[0]!.endedMs).toBe(107);
        const electorate = { ...FOUR_OF_FIVE, deliveryBoundMs: loss };
        expect(classifyFailedTerm(entry!, ledger, electorate)).toBe('preempted');
      }
    }
  });

  it('holds where the candidate died before it could tell that it stood', () => {
    const ledger = new TermLedger();
    ledger.crashed(2, 103);
    for (const voter of [3, 4, 5]) ledger.observe(answered(106, voter, 2, 2));
    expect(classifyFailedTerm(ledger.terms[0]!, ledger, FOUR_OF_FIVE)).toBe('preempted');
  });

  it('is not ended by a death before its candidate stood', () => {
    const ledger = new TermLedger();
    ledger.crashed(2, 50);
    ledger.observe(answered(106, 3, 2, 2));
    for (const fact of stands(100, 2, 2)) ledger.observe(fact);
    expect(ledger.terms[0]!.candidacies[0]).toMatchObject({ startedMs: 100, endedMs: Infinity });
    ledger.observe(became(300, 2, 'candidate', 3));
    expect(ledger.terms[0]!.candidacies[0]!.endedMs).toBe(300);
  });

  it('counts the vote of a server that died since', () => {
    const facts = [
      ...stands(100, 2, 2),
      ...votes(105, 3, 2, 2),
      answered(106, 4, 2, 2),
      became(108, 2, 'follower', 3),
    ];
    expect(classOf(facts, { ...FOUR_OF_FIVE, live: [2, 4] })).toBe('preempted');
  });

  it('holds when the missing voter stood itself only after the candidate had given up', () => {
    const facts = [...stands(100, 2, 2), ...giveUp(105, 2), ...stands(106, 3, 2), ...giveUp(300, 3)];
    expect(classOf(facts, { ...FOUR_OF_FIVE, servers: 3, live: [2, 3] })).toBe('preempted');
  });

  it('holds with several candidates when one could still have won', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...stands(100, 3, 2),
        ...votes(105, 4, 2, 2),
        // 5 has not answered yet: with its vote, 2 has three of five.
        ...giveUp(108, 2, 3),
      ]),
    ).toBe('preempted');
  });

  it('does not hold once the vote that was missing had gone to somebody else', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...stands(100, 3, 2),
        ...votes(105, 4, 2, 2),
        ...votes(106, 5, 3, 2),
        ...giveUp(107, 2, 3),
      ]),
    ).toBe('split');
  });

  it('nor when it goes there in the very moment in which the candidate gives up', () => {
    const pair = { ...FOUR_OF_FIVE, servers: 3, live: [2, 3] };
    expect(classOf([...stands(100, 2, 2), ...giveUp(105, 2), ...stands(105, 3, 2)], pair)).toBe('split');
    const given = [...stands(100, 2, 2), ...stands(100, 4, 2), answered(105, 3, 4, 2), ...giveUp(105, 2, 4)];
    expect(classOf(given, { ...FOUR_OF_FIVE, live: [2, 3, 4], connected: (a) => a === 2 })).toBe('split');
  });

  it('holds when that vote was given only after the candidate had given up', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...stands(100, 3, 2),
        ...votes(105, 4, 2, 2),
        ...giveUp(107, 2),
        ...votes(108, 5, 3, 2),
        ...giveUp(300, 3),
      ]),
    ).toBe('preempted');
  });

  it('is what remains of a term on a network that loses nothing, however long its messages took', () => {
    expect(
      classOf([...stands(100, 2, 2), answered(380, 3, 2, 2, 'staleTerm'), ...giveUp(300, 2)], {
        ...FOUR_OF_FIVE,
        deliveryBoundMs: Infinity,
      }),
    ).toBe('preempted');
  });
});

describe("refused: a candidate lost because enough voters' logs were more up to date", () => {
  it('holds when the voters that would have it are too few', () => {
    expect(
      classOf([
        ...stands(100, 5, 2),
        ...votes(105, 4, 5, 2),
        answered(105, 2, 5, 2, 'logBehind'),
        answered(105, 3, 5, 2, 'logBehind'),
        ...giveUp(300, 5),
      ]),
    ).toBe('refused');
  });

  it('does not hold for a refusal that it could have borne', () => {
    expect(
      classOf([
        ...stands(100, 3, 2),
        answered(105, 2, 3, 2, 'logBehind'),
        ...votes(105, 4, 3, 2),
        answered(105, 5, 3, 2),
        ...giveUp(109, 3),
      ]),
    ).toBe('preempted');
  });

  it('holds for a term cut short, where another term shows whose log was behind', () => {
    expect(
      classOf([
        ...stands(100, 5, 2),
        ...giveUp(105, 5),
        answered(110, 2, 5, 3, 'logBehind'),
        answered(110, 3, 5, 3, 'logBehind'),
      ]),
    ).toBe('refused');
  });

  it('holds for two candidates neither of whom could have won', () => {
    expect(
      classOf([
        ...stands(100, 4, 2),
        ...stands(100, 5, 2),
        ...[2, 3].flatMap((voter) => [
          answered(105, voter, 4, 2, 'logBehind'),
          answered(105, voter, 5, 2, 'logBehind'),
        ]),
        ...giveUp(300, 4, 5),
      ]),
    ).toBe('refused');
  });
});

describe('noQuorum: too few voters were reachable', () => {
  it('holds when the dead leave no majority', () => {
    expect(
      classOf([...stands(100, 2, 2), ...votes(105, 3, 2, 2), ...giveUp(300, 2)], {
        ...FOUR_OF_FIVE,
        live: [2, 3],
      }),
    ).toBe('noQuorum');
  });

  it('holds when cut links leave no majority', () => {
    const connected = (a: number, b: number): boolean => a <= 3 === b <= 3;
    expect(
      classOf([...stands(100, 2, 2), ...votes(105, 3, 2, 2), ...giveUp(300, 2)], {
        ...FOUR_OF_FIVE,
        connected,
      }),
    ).toBe('noQuorum');
  });

  it('holds when voters do not listen because they take their leader for alive (CheckQuorum)', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...votes(105, 3, 2, 2),
        answered(105, 4, 2, 2, 'leaderAlive'),
        answered(105, 5, 2, 2, 'leaderAlive'),
        ...giveUp(300, 2),
      ]),
    ).toBe('noQuorum');
  });
});

describe('lost: votes or requests were lost, and without the loss it would have been won', () => {
  it('holds for a request that never arrived', () => {
    expect(classOf([...stands(100, 2, 2), ...votes(105, 3, 2, 2), ...giveUp(300, 2)])).toBe('lost');
  });

  it('begins when a message has been on its way for longer than any takes', () => {
    const givenUpAfter = (ms: number) => classOf([...stands(100, 2, 2), ...giveUp(100 + ms, 2)]);
    expect(givenUpAfter(10)).toBe('preempted');
    expect(givenUpAfter(10.01)).toBe('lost');
  });

  it('holds for a vote that was given and never arrived', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...votes(105, 3, 2, 2),
        answered(105, 4, 2, 2),
        answered(105, 5, 2, 2),
        ...giveUp(300, 2),
      ]),
    ).toBe('lost');
  });

  it('does not hold for a voter that was dead', () => {
    expect(
      classOf([...stands(100, 2, 2), ...votes(105, 3, 2, 2), ...giveUp(300, 2)], {
        ...FOUR_OF_FIVE,
        live: [2, 3],
      }),
    ).toBe('noQuorum');
  });

  it('does not hold when it would have been lost all the same', () => {
    // 5's answer to 2 is lost, but 5 has voted for 3.
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...stands(100, 3, 2),
        ...votes(105, 4, 2, 2),
        ...votes(105, 5, 3, 2),
        ...giveUp(300, 2, 3),
      ]),
    ).toBe('split');
  });

  it('gives way to preempted where what was under way would have been enough', () => {
    expect(
      classOf([
        ...stands(100, 2, 2),
        ...votes(105, 3, 2, 2),
        // 4's vote is under way; the request to 5 has been on the road for too long.
        answered(295, 4, 2, 2),
        ...giveUp(300, 2),
      ]),
    ).toBe('preempted');
  });
});

describe('what is not a vote', () => {
  it('a pre-vote is none: it splits nothing and makes no candidate', () => {
    const ledger = new TermLedger();
    for (const fact of [
      became(100, 2, 'preCandidate', 1),
      counted(100, 2, 2, 1, true, true),
      answered(105, 3, 2, 2, 'granted', true),
      counted(107, 2, 3, 2, true, true),
    ]) {
      ledger.observe(fact);
    }
    expect(ledger.terms).toEqual([]);
  });

  it('a refusal is none where the same request, come again, was granted', () => {
    const facts = [
      ...stands(100, 2, 2),
      answered(103, 3, 2, 2, 'leaderAlive'),
      answered(104, 3, 2, 2),
      answered(105, 3, 2, 2, 'leaderAlive'),
      ...giveUp(108, 2),
    ];
    expect(classOf(facts, { ...FOUR_OF_FIVE, servers: 3, live: [2, 3] })).toBe('preempted');
  });

  it('a vote that came twice counts once', () => {
    const twice = [answered(105, 3, 2, 2), answered(106, 3, 2, 2)];
    expect(
      classOf([...stands(100, 2, 2), ...twice, ...giveUp(300, 2)], { ...FOUR_OF_FIVE, live: [2, 3] }),
    ).toBe('noQuorum');
  });
});

describe('a term that is not over has no class', () => {
  it('when a candidate that could win still stands at the end of observation', () => {
    expect(classOf(stands(100, 2, 2), { ...FOUR_OF_FIVE, untilMs: 105 })).toBeNull();
  });

  it('unless it cannot be won any more', () => {
    expect(
      classOf([...stands(100, 2, 2), ...votes(103, 3, 2, 2)], {
        ...FOUR_OF_FIVE,
        live: [2, 3],
        untilMs: 105,
      }),
    ).toBe('noQuorum');
  });

  it('but one whose candidate gives up in the last moment, for the heartbeat that ends the trial, has', () => {
    expect(classOf([...stands(100, 2, 2), ...giveUp(105, 2)], { ...FOUR_OF_FIVE, untilMs: 105 })).toBe(
      'preempted',
    );
  });
});

it('does not depend on the order in which facts of different nodes arrive', () => {
  const facts = [
    ...stands(100, 2, 2),
    ...stands(101, 3, 2),
    ...votes(103, 4, 2, 2),
    ...votes(104, 5, 3, 2),
    ...giveUp(300, 2, 3),
  ];
  for (const first of [2, 3, 4, 5]) {
    const reordered = [...facts.filter((f) => f.node === first), ...facts.filter((f) => f.node !== first)];
    expect(classOf(reordered)).toBe('split');
  }
});
