import { describe, expect, it } from 'vitest';
import { arrange, axisIn, panelsOf, putAxis, type Arrangement } from '../../../src/shared/sweep/arrangement';

const axis = (length: number) => ({ values: Array.from({ length }, (_, i) => String(i)) });

describe('the arrangement of a sweep’s axes', () => {
  it('lays the longest axis across and the next longest upright', () => {
    expect(arrange([axis(3), axis(8), axis(5)])).toEqual({ columns: 1, rows: 2, panels: 0, held: null });
  });

  it('has no rows for one axis, and holds a fourth at its first value', () => {
    expect(arrange([axis(4)])).toMatchObject({ columns: 0, rows: null, panels: null, held: null });
    expect(arrange([axis(4), axis(3), axis(2), axis(2)])).toMatchObject({
      panels: 2,
      held: { axis: 3, value: 0 },
    });
  });

  it('moves an axis by changing places with the one that was there', () => {
    const swapped = putAxis(arrange([axis(3), axis(8)]), 'rows', 1);
    expect(swapped).toMatchObject({ columns: 0, rows: 1 });
    const four: Arrangement = { columns: 0, rows: 1, panels: 2, held: { axis: 3, value: 1 } };
    const moved = putAxis(four, 'panels', 3);
    expect([axisIn(moved, 'panels'), moved.held]).toEqual([3, { axis: 2, value: 0 }]);
  });

  it('puts every cell into one place, its rows from the bottom', () => {
    const axes = [axis(2), axis(3), axis(2)];
    const panels = panelsOf(axes, { columns: 1, rows: 0, panels: 2, held: null });
    expect(panels.map(({ value }) => value)).toEqual([0, 1]);
    expect(panels[0]?.cells).toEqual([
      [0, 2, 4],
      [6, 8, 10],
    ]);
    const all = panels.flatMap(({ cells }) => cells.flat()).sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });

  it('shows of a fourth axis only the cells of the value it is held at', () => {
    const axes = [axis(2), axis(2), axis(1), axis(3)];
    const [panel] = panelsOf(axes, { columns: 0, rows: 1, panels: 2, held: { axis: 3, value: 2 } });
    expect(panel?.cells.flat()).toEqual([2, 8, 5, 11]);
  });
});
