import { describe, expect, it } from 'vitest';
import { LossBursts } from '../../../src/lab/simulation/lossBursts';
import { seededRandom } from '../../../src/node/random';

/** What the link loses of 200,000 datagrams, one each millisecond. */
function fates(given: { meanGapMs: number; meanLengthMs: number; loss: number }): boolean[] {
  const bursts = new LossBursts(given, seededRandom(4));
  return Array.from({ length: 200_000 }, (_, ms) => bursts.loses(1, 2, ms));
}

const shareOf = (fate: readonly boolean[]) => fate.filter((lost) => lost).length / fate.length;

describe('loss in bursts (Gilbert and Elliott)', () => {
  it('loses the share that bursts have of the time, times what is lost in them', () => {
    expect(Math.abs(shareOf(fates({ meanGapMs: 90, meanLengthMs: 10, loss: 1 })) - 0.1)).toBeLessThan(0.015);
    expect(Math.abs(shareOf(fates({ meanGapMs: 30, meanLengthMs: 70, loss: 0.5 })) - 0.35)).toBeLessThan(
      0.015,
    );
  });

  it('has bursts and gaps of the lengths that were asked for', () => {
    const fate = fates({ meanGapMs: 300, meanLengthMs: 100, loss: 1 });
    const begins = fate.filter((lost, i) => lost && fate[i - 1] === false).length;
    // A burst and a gap take 400 ms together; of those shorter than a millisecond some are not seen.
    expect(fate.length / begins).toBeGreaterThan(360);
    expect(fate.length / begins).toBeLessThan(440);
  });

  it('is in a burst at first as often as at any time, each directed link for itself', () => {
    const firstOf = (seed: number) => {
      const bursts = new LossBursts({ meanGapMs: 300, meanLengthMs: 100, loss: 1 }, seededRandom(seed));
      return [bursts.loses(1, 2, 5000), bursts.loses(2, 1, 5000), bursts.loses(1, 3, 5000)];
    };
    const first = Array.from({ length: 4000 }, (_, seed) => firstOf(seed));
    for (const link of [0, 1, 2])
      expect(Math.abs(shareOf(first.map((fate) => fate[link]!)) - 0.25)).toBeLessThan(0.015);
    expect(Math.abs(shareOf(first.map(([there, back]) => there! && back!)) - 1 / 16)).toBeLessThan(0.015);
  });

  it('begins anew when reset', () => {
    const bursts = new LossBursts({ meanGapMs: 1e9, meanLengthMs: 1e9, loss: 1 }, seededRandom(2));
    const states = Array.from({ length: 50 }, (_, ms) => {
      if (ms % 2 === 0) bursts.reset();
      return bursts.loses(1, 2, ms);
    });
    expect(new Set(states)).toEqual(new Set([true, false]));
    for (let ms = 0; ms < 50; ms += 2) expect(states[ms]).toBe(states[ms + 1]);
  });
});
