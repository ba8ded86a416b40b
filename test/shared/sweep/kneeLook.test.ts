import { describe, expect, it } from 'vitest';
import { arrange } from '../../../src/shared/sweep/arrangement';
import { kneeLook, kneeAxis } from '../../../src/shared/sweep/kneeLook';
import { MEASURES, measureOf } from '../../../src/shared/sweep/measures';
import { USUAL_THRESHOLDS } from '../../../src/shared/sweep/thresholds';
import { cell, summary, sweep } from './grid';

describe('the knee', () => {
  const arrangement = arrange(sweep.axes);
  const split = measureOf('split', MEASURES);

  it('is looked for along what an operator chooses, not what a network gives', () => {
    expect(kneeAxis(sweep.axes, arrangement)).toBe(0);
    expect(kneeAxis(sweep.axes, { ...arrangement, columns: 1, rows: 0 })).toBe(0);
  });

  it('is framed for each value of the other axis, and is sure only when its whole interval is below', () => {
    const cells = [
      cell(0, summary(300, 1000)),
      cell(1, summary(900, 1000)),
      cell(2, summary(0, 1000)),
      cell(3, summary(200, 1000)),
      cell(4, summary(0, 1000)),
      cell(5, summary(0, 50)),
    ];
    const look = kneeLook(sweep.axes, cells, arrangement, split, USUAL_THRESHOLDS);
    expect([...look.cells]).toEqual([
      [2, true],
      [5, false],
    ]);
    expect(look.sentence).toMatch(/^Framed for each Latency: the smallest value of Width/);
  });

  it('of a time is where it is least', () => {
    const cells = [200, 0, 120, 0, 150, 0].map((p99, i) => cell(i, summary(0, 100, p99 === 0 ? null : p99)));
    const look = kneeLook(sweep.axes, cells, arrangement, measureOf('p99', MEASURES), USUAL_THRESHOLDS);
    expect([...look.cells]).toEqual([[2, true]]);
  });
});
