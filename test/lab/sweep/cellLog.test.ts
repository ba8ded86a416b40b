import { describe, expect, it } from 'vitest';
import { CellLog } from '../../../src/lab/sweep/cellLog';
import { expectedTrials, isEnough } from '../../../src/lab/sweep/stopping';
import type { FinishedTrial } from '../../../src/lab/trial/record';
import type { SweepStop } from '../../../src/shared/sweep/sweep';
import { trialRecord } from '../../main/trialRecord';

/** Every tenth trial splits its votes. */
const finished = (from: number, to: number): FinishedTrial[] =>
  Array.from({ length: to - from }, (_, i) => ({
    trial: { ...trialRecord(from + i), splitTerms: (from + i) % 10 === 0 ? 1 : 0 },
    terms: [],
  }));

const numbers = (trials: readonly FinishedTrial[]): number[] => trials.map(({ trial }) => trial.trial);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('a cell', () => {
  it('hands out what it wants, and no more', () => {
    const log = new CellLog({ trials: 120 });
    expect([log.handOut(50), log.handOut(50), log.handOut(50)]).toEqual([
      { from: 0, to: 50 },
      { from: 50, to: 100 },
      { from: 100, to: 120 },
    ]);
    expect(log.wants).toBe(false);
  });

  it('counts trials in the order of their numbers, in whatever order they come back', () => {
    const log = new CellLog({ trials: 30 });
    expect(log.take(20, finished(20, 30))).toEqual([]);
    expect(numbers(log.take(0, finished(0, 10)))).toEqual(upTo(10));
    expect(numbers(log.take(10, finished(10, 20)))).toEqual(upTo(30).slice(10));
    expect(log.state).toBe('done');
  });

  it('ends with the same trial however it was handed out', () => {
    const stop: SweepStop = { halfWidth: 0.05, minTrials: 10, maxTrials: 5000 };
    const ends = [1, 7, 500].map((batch) => {
      const log = new CellLog(stop);
      for (let from = 0; !log.done; from += batch) log.take(from, finished(from, from + batch));
      return log.trials;
    });
    expect(new Set(ends).size).toBe(1);
    const [end = 0] = ends;
    const splits = (trials: number) => Math.ceil(trials / 10);
    expect(isEnough(stop, { trials: end, splits: splits(end) })).toBe(true);
    expect(isEnough(stop, { trials: end - 1, splits: splits(end - 1) })).toBe(false);
  });

  it('goes on where its recorded trials end', () => {
    const log = new CellLog({ trials: 30 });
    log.recover(finished(0, 12).map(({ trial }) => trial));
    expect(log.handOut(100)).toEqual({ from: 12, to: 30 });
    expect(numbers(log.take(12, finished(12, 30)))).toEqual(upTo(30).slice(12));
  });

  it('given up, wants nothing more', () => {
    const log = new CellLog({ trials: 30 });
    log.problem = 'No leader lasts.';
    expect([log.wants, log.state]).toEqual([false, 'failed']);
  });
});

describe('precision', () => {
  const stop: SweepStop = { halfWidth: 0.01, minTrials: 100, maxTrials: 20_000 };

  it('takes as many trials as docs/measuring.md says', () => {
    expect(isEnough(stop, { trials: 1851, splits: 93 })).toBe(true);
    expect(isEnough(stop, { trials: 1700, splits: 85 })).toBe(false);
  });

  it('never fewer than the fewest, never more than the most', () => {
    expect(isEnough({ ...stop, halfWidth: 0.5 }, { trials: 99, splits: 0 })).toBe(false);
    expect(isEnough(stop, { trials: 20_000, splits: 10_000 })).toBe(true);
  });

  it('expects none to be done soon because none has split yet', () => {
    expect(expectedTrials(stop, { trials: 0, splits: 0 })).toBeGreaterThan(9000);
    expect(expectedTrials(stop, { trials: 1000, splits: 50 })).toBeGreaterThan(1800);
    expect(expectedTrials(stop, { trials: 1000, splits: 50 })).toBeLessThan(2000);
  });
});
