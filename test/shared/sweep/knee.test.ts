import { describe, expect, it } from 'vitest';
import { wilson } from '../../../src/shared/proportion';
import { summarise } from '../../../src/lab/trial/summary';
import type { SweepCell } from '../../../src/shared/sweep/api';
import { kneesOf, type KneeCriterion, USUAL_SPLIT_VOTES } from '../../../src/shared/sweep/knee';
import type { SweepAxis } from '../../../src/shared/sweep/sweep';

const WIDTHS: SweepAxis = { parameter: 'timeoutWidth', values: ['50', '10', '20', '100'] };
const LATENCIES: SweepAxis = { parameter: 'latency', values: ['1', '5'] };

function cellOf(cell: number, splits: number, trials: number, p99: number | null): SweepCell {
  const empty = summarise([], null);
  const summary = {
    ...empty,
    trials,
    splitVoteRate: wilson(splits, trials),
    downtimeMs: { ...empty.downtimeMs, p99 },
  };
  return { cell, values: [], state: 'done', problem: null, summary };
}

const line = (splits: readonly number[], trials: number): SweepCell[] =>
  splits.map((count, cell) => cellOf(cell, count, trials, null));

describe('the knee', () => {
  it('is the smallest value from which on the rate stays low, whatever the order of the axis', () => {
    // In the order 10, 20, 50, 100: 30%, 0.5%, 0.9%, 0.1%.
    const [knee] = kneesOf([WIDTHS], line([90, 3000, 50, 10], 10_000), 0, USUAL_SPLIT_VOTES);
    expect(knee).toMatchObject({ places: [2], cell: 2 });
  });

  it('is not where a low rate rises again', () => {
    const [knee] = kneesOf([WIDTHS], line([200, 50, 50, 10], 10_000), 0, USUAL_SPLIT_VOTES);
    expect(knee).toMatchObject({ places: [3], cell: 3, certain: true });
  });

  it('is certain only when all intervals from there on are below the threshold', () => {
    const few = kneesOf([WIDTHS], line([0, 9, 0, 0], 100), 0, USUAL_SPLIT_VOTES);
    expect(few).toMatchObject([{ places: [2], certain: false }]);
    const many = kneesOf([WIDTHS], line([0, 900, 0, 0], 10_000), 0, USUAL_SPLIT_VOTES);
    expect(many).toMatchObject([{ places: [2], certain: true }]);
  });

  it('is nowhere when the greatest value is not good enough, or has no trials', () => {
    expect(kneesOf([WIDTHS], line([0, 0, 0, 5000], 10_000), 0, USUAL_SPLIT_VOTES)).toEqual([
      { places: [null], cell: null, certain: false },
    ]);
    const untried = line([0, 0, 0, 0], 10_000).with(3, cellOf(3, 0, 0, null));
    expect(kneesOf([WIDTHS], untried, 0, USUAL_SPLIT_VOTES)[0]?.cell).toBeNull();
  });

  it('is one for each combination of the other axes', () => {
    const cells = [0, 0, 5000, 5000, 0, 5000, 0, 5000].map((splits, cell) =>
      cellOf(cell, splits, 10_000, null),
    );
    const knees = kneesOf([WIDTHS, LATENCIES], cells, 0, USUAL_SPLIT_VOTES);
    expect(knees.map(({ places, cell }) => ({ places, cell }))).toEqual([
      { places: [2, 0], cell: 4 },
      { places: [null, 1], cell: null },
    ]);
  });

  it('may also be where a number is least, the smallest value among equals; a censored one is no number', () => {
    const cells = [300, null, 250, 250].map((p99, cell) => cellOf(cell, 0, 100, p99));
    const leastP99: KneeCriterion = { kind: 'least', valueOf: (summary) => summary.downtimeMs.p99 };
    expect(kneesOf([WIDTHS], cells, 0, leastP99)).toEqual([{ places: [2], cell: 2, certain: false }]);
  });
});
