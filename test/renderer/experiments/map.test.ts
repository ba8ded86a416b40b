import { describe, expect, it } from 'vitest';
import { moveWithin } from '../../../src/renderer/experiments/mapKeys';
import { fits, labelStep, mapLayout } from '../../../src/renderer/experiments/mapLayout';
import { colourAt, inkAt } from '../../../src/renderer/experiments/scale';

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

describe('the colours of a map', () => {
  it('are mixed of neighbouring stops, and the ink changes where it must', () => {
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
