import { describe, expect, it } from 'vitest';
import { arrange, axisIn, panelsOf, putAxis, type Arrangement } from '../../../src/shared/sweep/arrangement';
import { moveWithin } from '../../../src/renderer/experiments/mapKeys';
import { fits, labelStep, mapLayout } from '../../../src/renderer/experiments/mapLayout';
import { colourAt, inkAt } from '../../../src/renderer/experiments/scale';
import { placeOf, scaleOf, ticksOf } from '../../../src/shared/sweep/mapScale';

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

describe('keys on a map', () => {
  const panels = [
    {
      value: 0,
      cells: [
        [0, 1],
        [2, 3],
      ],
    },
    {
      value: 1,
      cells: [
        [4, 5],
        [6, 7],
      ],
    },
  ];

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 1, 4],
    ['ArrowLeft', 6, 3],
    ['ArrowUp', 0, 2],
    ['ArrowDown', 2, 0],
    ['ArrowDown', 0, null],
    ['ArrowLeft', 0, null],
    ['Home', 7, 6],
    ['End', 2, 3],
    ['x', 2, null],
  ])('%s leads from %d to %s', (key, from, to) => {
    expect(moveWithin(panels, from, key)).toBe(to);
  });
});

describe('the layout of a map', () => {
  const spec = { width: 900, height: 560, panels: 1, rows: 8, columns: 9, rowLetters: 3 };

  it('fills the room there is, and stays within it', () => {
    const layout = mapLayout(spec);
    expect(layout.width).toBeLessThanOrEqual(spec.width);
    expect(layout.height).toBeLessThanOrEqual(spec.height);
    expect(layout.width).toBeGreaterThan(spec.width * 0.9);
    expect(fits(layout, 5)).toBe(true);
  });

  it('lays small maps side by side where that makes their cells largest', () => {
    const layout = mapLayout({ ...spec, panels: 4, rows: 3, columns: 3 });
    const across = new Set(layout.panels.map(({ x }) => x)).size;
    expect(across).toBe(2);
    expect(layout.panels.map(({ first }) => first)).toEqual([true, false, true, false]);
    expect(layout.panels.map(({ last }) => last)).toEqual([false, false, true, true]);
    expect(layout.width).toBeLessThanOrEqual(spec.width);
    expect(layout.height).toBeLessThanOrEqual(spec.height);
  });

  it('leaves out numbers and labels that would touch', () => {
    const tiny = mapLayout({ ...spec, rows: 40, columns: 60 });
    expect(fits(tiny, 5)).toBe(false);
    expect(labelStep(tiny.cellWidth, 24)).toBeGreaterThan(1);
    expect(labelStep(80, 24)).toBe(1);
  });
});

describe('the scale of a map', () => {
  it('begins at zero for rates, and stands them by their square root', () => {
    const scale = scaleOf([0.002, 0.43], 'share');
    expect(scale).toEqual({ kind: 'root', min: 0, max: 0.6 });
    expect(placeOf(scale, 0)).toBe(0);
    expect(placeOf(scale, 0.15)).toBeCloseTo(0.5, 6);
    expect(scaleOf([0.97], 'share').max).toBe(1);
  });

  it('stands times by their logarithm once they differ tenfold', () => {
    expect(scaleOf([100, 900], 'ms').kind).toBe('linear');
    const wide = scaleOf([100, 10_000], 'ms');
    expect(wide).toEqual({ kind: 'log', min: 100, max: 10_000 });
    expect(placeOf(wide, 1000)).toBeCloseTo(0.5, 6);
  });

  it('has room for every value, and a place for a single one', () => {
    for (const values of [[150], [150, 151], [0.4, 0.9], [2, 3000]]) {
      const scale = scaleOf(values, 'ms');
      const places = values.map((value) => placeOf(scale, value));
      expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
      expect(scale.max).toBeGreaterThan(scale.min);
    }
    expect(scaleOf([], 'share')).toEqual({ kind: 'linear', min: 0, max: 1 });
  });

  it('is read off at round values in rising order', () => {
    expect(ticksOf(scaleOf([0.002, 0.43], 'share'))).toContain(0.2);
    expect(ticksOf(scaleOf([100, 500], 'ms'))).toEqual([100, 200, 300, 400, 500]);
    for (const scale of [scaleOf([0.1, 0.9], 'share'), scaleOf([40, 9000], 'ms'), scaleOf([3, 8], 'count')]) {
      const places = ticksOf(scale).map((tick) => placeOf(scale, tick));
      expect(places.length).toBeGreaterThan(2);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it('mixes the colours of neighbouring stops, and changes the ink where it must', () => {
    expect(colourAt(0)).toBe('color-mix(in oklab, var(--scale-0) 100%, var(--scale-1))');
    expect(colourAt(0.3)).toBe('color-mix(in oklab, var(--scale-2) 60%, var(--scale-3))');
    expect(colourAt(1)).toBe('color-mix(in oklab, var(--scale-7) 0%, var(--scale-8))');
    expect([0.1, 0.5, 0.9].map(inkAt)).toEqual([
      'var(--scale-ink-low)',
      'var(--scale-ink-middle)',
      'var(--scale-ink-high)',
    ]);
  });
});
