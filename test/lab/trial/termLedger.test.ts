import { describe, expect, it } from 'vitest';
import { TermLedger } from '../../../src/lab/trial/termLedger';
import type { StampedFact } from '../../../src/shared/facts';
import { answered, became, stands, votes } from './story';

function ledgerOf(...facts: StampedFact[]): TermLedger {
  const ledger = new TermLedger();
  for (const fact of facts) ledger.observe(fact);
  return ledger;
}

describe('the books of terms', () => {
  it('have the lowest term first, in whatever order they were heard of', () => {
    const { terms } = ledgerOf(...stands(400, 2, 5), ...stands(100, 3, 2), ...stands(300, 3, 4));
    expect(terms.map(({ term, candidacies }) => [term, candidacies[0]?.candidate])).toEqual([
      [2, 3],
      [4, 3],
      [5, 2],
    ]);
  });

  it('know neither begin nor end of a candidacy of which only requests were heard', () => {
    const [entry] = ledgerOf(answered(105, 3, 2, 2)).terms;
    expect(entry!.candidacies[0]).toMatchObject({ candidate: 2, startedMs: Infinity, endedMs: Infinity });
  });

  it('have a voter’s first answer, whatever it answers when the same request comes again', () => {
    const granted = ledgerOf(answered(105, 3, 2, 2), answered(109, 3, 2, 2));
    expect(granted.terms[0]!.candidacies[0]!.answers).toEqual([{ voter: 3, reason: 'granted', atMs: 105 }]);
    const refused = ledgerOf(answered(105, 3, 2, 2, 'leaderAlive'), answered(109, 3, 2, 2, 'alreadyVoted'));
    expect(refused.terms[0]!.candidacies[0]!.answers).toMatchObject([{ reason: 'leaderAlive', atMs: 105 }]);
  });
});

describe('a candidacy ends', () => {
  const endsOf = ({ terms }: TermLedger) => terms[0]!.candidacies.map(({ endedMs }) => endedMs);

  it('once: what its server does after it had given up does not move the end', () => {
    const ledger = ledgerOf(...stands(100, 2, 2), became(108, 2, 'follower', 2), ...stands(400, 2, 3));
    expect(endsOf(ledger)).toEqual([108]);
    ledger.crashed(2, 500);
    expect(endsOf(ledger)).toEqual([108]);
  });

  it('with the death of its own server, not of another', () => {
    const ledger = ledgerOf(...stands(100, 2, 2), ...stands(101, 3, 2));
    ledger.crashed(3, 107);
    expect(endsOf(ledger)).toEqual([Infinity, 107]);
  });

  it('with that death, too, where it is told of only when the server stands again', () => {
    for (const begunMs of [100, 107]) {
      const ledger = new TermLedger();
      ledger.crashed(2, 107);
      for (const fact of [...stands(begunMs, 2, 2), ...stands(400, 2, 5)]) ledger.observe(fact);
      expect(endsOf(ledger)).toEqual([107]);
    }
  });
});

it('what a voter said of a log it said of one candidate and of no other', () => {
  const ledger = ledgerOf(answered(105, 3, 2, 2, 'logBehind'), ...votes(105, 2, 3, 2));
  const said = [2, 3].map((candidate) => [2, 3].map((voter) => ledger.saidBehind(candidate, voter)));
  expect(said).toEqual([
    [false, true],
    [false, false],
  ]);
});
