import { describe, expect, it } from 'vitest';
import { CellLog } from '../../../src/lab/sweep/cellLog';
import { expectedTrials, isEnough, type Counted } from '../../../src/lab/stopping';
import { summarise } from '../../../src/lab/trial/summary';
import type { FinishedTrial } from '../../../src/lab/trial/record';
import type { SweepStop } from '../../../src/shared/sweep/sweep';
import { trialRecord } from '../../main/trialRecord';

/** Every tenth trial splits its votes. */
const finished = (from: number, to: number): FinishedTrial[] =>
  Array.from({ length: to - from }, (_, i) => ({
    trial: { ...trialRecord(from + i), splitTerms: (from + i) % 10 === 0 ? 1 : 0 },
    terms: [],
  }));

/** Of downtime nothing is known. */
const of = (trials: number, splits: number): Counted => ({ trials, splits, interval: () => null });

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
    expect(isEnough(stop, of(end, splits(end)))).toBe(true);
    expect(isEnough(stop, of(end - 1, splits(end - 1)))).toBe(false);
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
    expect(isEnough(stop, of(1851, 93))).toBe(true);
    expect(isEnough(stop, of(1700, 85))).toBe(false);
  });

  it('never fewer than the fewest, never more than the most', () => {
    expect(isEnough({ ...stop, halfWidth: 0.5 }, of(99, 0))).toBe(false);
    expect(isEnough(stop, of(20_000, 10_000))).toBe(true);
  });

  it('expects none to be done soon because none has split yet', () => {
    expect(expectedTrials(stop, of(0, 0))).toBeGreaterThan(9000);
    expect(expectedTrials(stop, of(1000, 50))).toBeGreaterThan(1800);
    expect(expectedTrials(stop, of(1000, 50))).toBeLessThan(2000);
  });

  describe('of downtime', () => {
    const halfAsWide: SweepStop = { downtime: 'p50', halfWidthMs: 5, minTrials: 10, maxTrials: 5000 };
    /** Downtimes from 200 to 300 ms, each as likely. */
    const even = (from: number, to: number): FinishedTrial[] =>
      finished(from, to).map(({ trial, terms }) => ({
        trial: { ...trial, downtimeMs: 200 + ((trial.trial * 37) % 101) },
        terms,
      }));

    it('ends with the first trial whose order-statistic interval is narrow enough', () => {
      const ends = [1, 50].map((batch) => {
        const log = new CellLog(halfAsWide);
        for (let from = 0; !log.done; from += batch) log.take(from, even(from, from + batch));
        return log;
      });
      const [one, many] = ends;
      expect(one!.trials).toBe(many!.trials);
      const widthAfter = (trials: number): number => {
        const { low, high } = summarise(
          even(0, trials).map(({ trial }) => trial),
          null,
        ).downtimeIntervals!.p50;
        return (high! - low!) / 2;
      };
      expect(widthAfter(one!.trials)).toBeLessThanOrEqual(5);
      expect(widthAfter(one!.trials - 1)).toBeGreaterThan(5);
    });

    it('goes on while a bound is not known, as of p99 in a few hundred trials, to the most there may be', () => {
      const p99: SweepStop = { ...halfAsWide, downtime: 'p99', maxTrials: 300 };
      const log = new CellLog(p99);
      for (let from = 0; !log.done; from += 50) log.take(from, even(from, from + 50));
      expect(log.trials).toBe(300);
    });

    it('expects four times the trials for half the width', () => {
      const wide = { ...of(400, 0), interval: () => ({ low: 240, high: 260 }) };
      expect(expectedTrials(halfAsWide, wide)).toBe(1600);
      expect(expectedTrials(halfAsWide, of(3, 0))).toBe(5000);
    });
  });
});
