import { describe, expect, it } from 'vitest';
import { agreementOf, type MeasuredTrials } from '../../../src/lab/statistics/agreement';
import { wilson } from '../../../src/shared/proportion';
import { seededRandom } from '../../../src/node/random';

/** Downtimes uniform on [200, 300] ms, later by `laterMs`. */
function uniform(n: number, seed: number, laterMs = 0): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, () => 200 + laterMs + 100 * random()).sort();
}

const PREDICTED = { downtimesMs: uniform(10_000, 1), capped: 0, splitVoteRate: 0.052 };

function measured(n: number, seed: number, laterMs = 0, capped = 0): MeasuredTrials {
  return {
    downtimesMs: uniform(n, seed, laterMs),
    capped,
    splitVoteRate: wilson(Math.round(0.05 * n), n),
  };
}

describe('measured downtimes beside predicted ones', () => {
  it('agree when chance explains their distance, said with it, its limit and n', () => {
    const { verdict, downtimeInWords } = agreementOf(measured(100, 2), PREDICTED);
    expect(verdict).toBe('agrees');
    expect(downtimeInWords).toMatch(/^agrees \(KS 0\.\d\d, limit 0\.14 at n = 100\)$/);
  });

  it('differ by so many ms at the quantile where it is most, with its interval', () => {
    const { verdict, p50, downtimeInWords } = agreementOf(measured(400, 3, 12), PREDICTED);
    expect(verdict).toBe('differs');
    expect(p50.differenceMs).toBeGreaterThan(4);
    expect(p50.lowMs).toBeLessThan(12);
    expect(p50.highMs).toBeGreaterThan(12);
    expect(downtimeInWords).toMatch(
      /^differs \(KS 0\.\d\d, limit 0\.07 at n = 400\): the cluster is slower than the model by [\d.]+ ms at p(50|99) \(/,
    );
  });

  it('and at the quantile where they differ more', () => {
    const stretched = uniform(400, 3).map((ms) => 1.5 * ms);
    const { p50, p99, downtimeInWords } = agreementOf(
      { ...measured(400, 3), downtimesMs: stretched },
      PREDICTED,
    );
    expect(p99.differenceMs!).toBeGreaterThan(p50.differenceMs!);
    expect(downtimeInWords).toMatch(/slower than the model by 1[45]\d ms at p99/);
  });

  it('by at least so many, where a quantile is only known to lie beyond what was seen', () => {
    expect(agreementOf(measured(394, 3, 12, 6), PREDICTED).downtimeInWords).toMatch(
      /slower than the model by at least [\d.]+ ms at p99$/,
    );
  });

  it('a cluster that is faster is said to be', () => {
    expect(agreementOf(measured(400, 3, -20), PREDICTED).downtimeInWords).toMatch(
      /the cluster is faster than the model by [12]\d(\.\d)? ms at p(50|99) \(95% [\d.]+ to [\d.]+ ms\)$/,
    );
  });

  it('where median and p99 are alike, the greatest gap is told', () => {
    // As the prediction, but that nothing lies between 225 and 250 ms.
    const downtimesMs = uniform(2000, 4).map((ms) => (ms > 225 && ms < 248 ? 225 : ms));
    const { downtimeInWords } = agreementOf({ ...measured(2000, 4), downtimesMs }, PREDICTED);
    expect(downtimeInWords).toMatch(/: 4[789](\.\d)?% take at most 225 ms, of the model 2[456](\.\d)?%$/);
  });

  it('are too few to tell below twenty, unless the difference shows all the same', () => {
    expect(agreementOf(measured(8, 5), PREDICTED).downtimeInWords).toMatch(
      /^too few trials to tell \(.*n = 8\)$/,
    );
    expect(agreementOf(measured(8, 5, 500), PREDICTED).verdict).toBe('differs');
  });

  it('a capped trial is longer than all, and makes a quantile in its tail unknown', () => {
    const { ks, p99, trials } = agreementOf(measured(60, 6, 0, 40), PREDICTED);
    expect(trials).toBe(100);
    expect(ks!.distance).toBeGreaterThan(0.35);
    expect(p99).toMatchObject({ measuredMs: null, differenceMs: null });
  });

  it('without trials there is nothing to say', () => {
    const none = agreementOf({ downtimesMs: [], capped: 0, splitVoteRate: wilson(0, 0) }, PREDICTED);
    expect(none).toMatchObject({
      verdict: 'too-few',
      ks: null,
      downtimeInWords: 'no trials to compare',
      splitVotesInWords: 'no trials to compare',
    });
  });

  it('of one distribution differ one time in twenty, and their interval of the median holds the difference', () => {
    const runs = 300;
    let differ = 0;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const { verdict, p50 } = agreementOf(measured(100, 100 + run, 0), PREDICTED);
      if (verdict === 'differs') differ += 1;
      if (p50.lowMs! <= 0 && 0 <= p50.highMs!) held += 1;
    }
    expect(differ / runs).toBeLessThan(0.09);
    expect(held / runs).toBeGreaterThan(0.94);
  });
});

describe('measured split votes beside the predicted rate', () => {
  const words = (successes: number, n: number, predicted: number | null): string =>
    agreementOf(
      { downtimesMs: [], capped: n, splitVoteRate: wilson(successes, n) },
      { ...PREDICTED, splitVoteRate: predicted },
    ).splitVotesInWords;

  it.each([
    [13, 150, 0.052, 'agree (5.2% predicted, within 5.13% to 14.3%, n = 150)'],
    [40, 150, 0.052, 'differ: 5.2% predicted, 20.2% to 34.3%, n = 150 measured'],
    [0, 8, 0.052, 'too few trials to tell (5.2% predicted; 0% to 32.4%, n = 8)'],
    [1, 100, 0, 'differ: 0% predicted, 0.177% to 5.45%, n = 100 measured'],
    [0, 100, 0, 'agree (0% predicted, within 0% to 3.7%, n = 100)'],
    [20, 20, 1, 'agree (100% predicted, within 83.9% to 100%, n = 20)'],
    [19, 19, 1, 'too few trials to tell (100% predicted; 83.2% to 100%, n = 19)'],
    [1, 100, null, 'nothing predicted to compare with'],
  ])('%i of %i, predicted %s: %s', (successes, n, predicted, expected) => {
    expect(words(successes, n, predicted)).toBe(expected);
  });
});
