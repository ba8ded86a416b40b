import { describe, expect, it } from 'vitest';
import { advicePoints } from '../../../src/renderer/advisor/adviceTold';
import { cellAt, cornerOf, mapGrid, middleOf } from '../../../src/renderer/advisor/mapGrid';
import { FIRST_ENVIRONMENT, environmentOf } from '../../../src/renderer/advisor/environment';
import { fakeAdvice } from '../fakeAdvice';

describe('the map’s grid', () => {
  const grid = mapGrid({ width: 454, height: 238 }, 4, 5);

  it('has the cell that a point lies in, rows counted from the bottom', () => {
    expect(middleOf(grid, { row: 0, column: 0 })).toEqual({ x: 86, y: 179 });
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 5; column++) {
        const { x, y } = middleOf(grid, { row, column });
        expect(cellAt(grid, x, y)).toEqual({ row, column });
      }
  });

  it('has none beside the cells, where the values of the axes stand', () => {
    const { x, y } = cornerOf(grid, { row: 3, column: 0 });
    expect(cellAt(grid, x, y)).toEqual({ row: 3, column: 0 });
    expect(cellAt(grid, x - 1, y)).toBeNull();
    expect(cellAt(grid, x, y - 1)).toBeNull();
    expect(cellAt(grid, x + 5 * grid.cellWidth + 1, y)).toBeNull();
    expect(cellAt(grid, x, y + 4 * grid.cellHeight + 1)).toBeNull();
  });
});

describe('the map’s points', () => {
  const goal = { p99DowntimeMs: 300, spuriousPerDay: 1, splitVotes: 0.05, heartbeatsPerSecond: null };
  const { columns, rows } = advicePoints(
    fakeAdvice({ goal, environment: environmentOf(FIRST_ENVIRONMENT), seed: 1 }),
  );
  const missed = (minMs: number, widthMs: number) =>
    rows.find((row) => row[0] === minMs && row[1] === widthMs)?.[columns.indexOf('missed_goal')];

  it('are a row for every setting, with the goal that it misses most, and none where it meets all', () => {
    expect(rows).toHaveLength(16);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(missed(100, 50)).toBeNull();
    expect(missed(400, 50)).toBe('p99DowntimeMs');
    expect(missed(100, 20)).toBe('splitVotes');
  });
});
