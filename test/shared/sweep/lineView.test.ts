import { describe, expect, it } from 'vitest';
import { lineView, nearest } from '../../../src/shared/sweep/lineView';
import { MEASURES, measureOf } from '../../../src/shared/sweep/measures';
import { axisLook } from '../../../src/shared/sweep/readings';
import { sweepSchema } from '../../../src/shared/sweep/sweep';
import { base, cell, empty, summary } from './grid';

describe('a sweep over one parameter', () => {
  const nodes = sweepSchema.parse({ base, axes: [{ parameter: 'nodes', values: '3,5,9' }] });
  const cells = [cell(0, summary(20, 100), nodes), cell(1, summary(5, 100), nodes), null];
  const split = measureOf('split', MEASURES);

  it('stands values at their own numbers, with their intervals, and leaves out what is not known', () => {
    const view = lineView(axisLook(nodes.axes[0]!), cells, split);
    expect(view.at).toEqual([3, 5, 9]);
    expect(view.points).toEqual([
      { x: 3, y: 0.2, cell: 0 },
      { x: 5, y: 0.05, cell: 1 },
    ]);
    const high = view.stretches[0]?.high[0]?.y;
    expect(high).toBeGreaterThan(0.2);
    expect(view.top).toBeGreaterThanOrEqual(high!);
    expect([view.labelAt(5), view.labelAt(6)]).toEqual(['5', null]);
    expect([nearest(view, 3.9), nearest(view, 8)]).toEqual([0, 2]);
  });

  it('draws nothing across a cell that failed, and marks where it stands', () => {
    const failed = { ...cell(1, empty, nodes), state: 'failed' as const, problem: 'Too few servers.' };
    const view = lineView(
      axisLook(nodes.axes[0]!),
      [cell(0, summary(20, 100), nodes), failed, cell(2, summary(5, 100), nodes)],
      split,
    );
    expect(view.stretches.map(({ points }) => points.map(({ x }) => x))).toEqual([[3], [9]]);
    expect(view.failed).toEqual([{ x: 5, y: 0, cell: 1 }]);
  });

  it('stands values that are no numbers one after another', () => {
    const choice = axisLook({ parameter: 'preVote', values: ['off', 'on'] });
    const view = lineView(choice, cells, split);
    expect(view.at).toEqual([0, 1]);
    expect(view.labelAt(1)).toBe('on');
  });
});
