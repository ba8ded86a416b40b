import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { menuActions } from '../../../src/shared/bridge';
import { keyCap } from '../../../src/renderer/actions/action';
import { useActions } from '../../../src/renderer/actions/useActions';
import { DrawLoop } from '../../../src/renderer/drawLoop';
import {
  count,
  duration,
  interval,
  megabytes,
  ordinal,
  percent,
  percentTick,
  plural,
  rate,
  timeLeft,
} from '../../../src/renderer/format';
import { matching } from '../../../src/renderer/shell/matching';
import { meaningOf, pressOf, type KeyPress } from '../../../src/renderer/shortcuts';
import { wilson } from '../../../src/shared/proportion';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [2037, '2037'],
    [18_204, '18\u202f204'],
    [1_234_567, '1\u202f234\u202f567'],
  ])('counts %d', (n, words) => {
    expect(count(n)).toBe(words);
  });

  it.each([
    [null, 'n/a'],
    [0.1234, '0.12 ms'],
    [7.44, '7.4 ms'],
    [178.4, '178 ms'],
    [12_400, '12.4 s'],
  ])('tells a duration of %s ms', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it.each([
    [null, 'n/a'],
    [0, '0%'],
    [0.0000005, '<0.0001%'],
    [0.000004, '0.0004%'],
    [0.00063, '0.063%'],
    [0.0052, '0.52%'],
    [0.052, '5.2%'],
    [0.105, '10.5%'],
    [1, '100%'],
  ])('tells a share of %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });

  it('never tells a rate without its interval', () => {
    expect(rate(wilson(0, 100))).toBe('0% (at most 3.7%)');
    expect(rate(wilson(5, 100))).toBe('5.0% (2.2–11.2%)');
    expect(rate(wilson(0, 0))).toBe('n/a');
    expect(interval(wilson(0, 0))).toBe('n/a');
  });

  it('is short where there is little room', () => {
    expect([0.2, 0.025].map(percentTick)).toEqual(['20%', '2.5%']);
    expect([12_000, 100_000, 3_900_000, null].map(timeLeft)).toEqual(['12 s', '2 min', '1 h 05 min', '']);
    expect([1, 2, 3, 11, 14, 22].map(ordinal)).toEqual(['1st', '2nd', '3rd', '11th', '14th', '22nd']);
    expect([plural(1, 'row'), plural(100, 'row'), plural(2, 'crash', 'crashes')]).toEqual([
      '1 row',
      '100 rows',
      '2 crashes',
    ]);
    expect([megabytes(46_400_000), megabytes(null)]).toEqual(['46 MB', 'n/a']);
  });
});

describe('keys', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
  });
  const meaning = (press: Partial<KeyPress>) => {
    const found = meaningOf(
      { key: '', mod: false, alt: false, focus: 'elsewhere', covered: false, ...press },
      Object.values(useActions()),
    );
    return found?.kind === 'action' ? { kind: 'action', id: found.action.id } : found;
  };
  const action = (id: string) => ({ kind: 'action', id });

  it.each([
    [' ', 'pauseView'],
    ['k', 'crashLeader'],
    ['K', 'crashLeader'],
    ['r', 'restartAll'],
    ['p', 'partitionLeader'],
    ['g', 'partition'],
    ['h', 'heal'],
    ['a', 'alignTimers'],
    ['s', 'spreadTimers'],
    ['m', 'measure'],
    ['e', 'export'],
    ['?', 'showKeys'],
  ])('%s means %s', (key, id) => {
    expect(meaning({ key })).toEqual(action(id));
  });

  it('⌘/Ctrl with K, E and Z mean the palette, export and undo', () => {
    expect(meaning({ key: 'k', mod: true })).toEqual(action('commandPalette'));
    expect(meaning({ key: 'e', mod: true })).toEqual(action('export'));
    expect(meaning({ key: 'z', mod: true })).toEqual(action('undoRetune'));
    expect(meaning({ key: 'm', mod: true })).toBeNull();
  });

  it('1 to 9 select a node, and Escape lets go', () => {
    expect(meaning({ key: '7' })).toEqual({ kind: 'selectNode', node: 7 });
    expect(meaning({ key: '0' })).toBeNull();
    expect(meaning({ key: 'Escape' })).toEqual({ kind: 'letGo' });
  });

  it('leaves letters to a text field and its own undo, but not ⌘/Ctrl+K', () => {
    expect(meaning({ key: 'm', focus: 'text' })).toBeNull();
    expect(meaning({ key: 'z', mod: true, focus: 'text' })).toBeNull();
    expect(meaning({ key: 'k', mod: true, focus: 'text' })).toEqual(action('commandPalette'));
  });

  it('leaves the space to a focused button, and everything to an open menu', () => {
    expect(meaning({ key: ' ', focus: 'button' })).toBeNull();
    expect(meaning({ key: 'k', focus: 'button' })).toEqual(action('crashLeader'));
    expect(meaning({ key: 'k', covered: true })).toBeNull();
    expect(meaning({ key: 'k', alt: true })).toBeNull();
  });

  it.each([
    ['<input type="checkbox">', 'button'],
    ['<input type="search">', 'text'],
    ['<select><option>A</option></select>', 'text'],
    ['<button type="button" role="switch"></button>', 'button'],
    ['<svg tabindex="-1"></svg>', 'elsewhere'],
  ])('know what is theirs: at %s the focus is "%s"', (markup, focus) => {
    document.body.innerHTML = markup;
    let press: KeyPress | null = null;
    document.body.addEventListener('keydown', (event) => (press = pressOf(event)), { once: true });
    document.body.firstElementChild?.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    expect(press).toMatchObject({ key: ' ', focus });
    document.body.innerHTML = '';
  });

  it('are told apart: none means two actions', () => {
    const keys = Object.values(useActions()).flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('read as their caps', () => {
    expect(['k', 'mod+k', 'space'].map((key) => keyCap(key, true))).toEqual(['K', '⌘K', 'Space']);
    expect(keyCap('mod+e', false)).toBe('Ctrl E');
  });
});

describe('actions', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
  });

  it('answer to everything the application menu asks', () => {
    const actions: Readonly<Record<string, unknown>> = useActions();
    for (const id of menuActions) expect(actions[id]).toBeDefined();
  });

  it('are called by the key they are listed under', () => {
    for (const [id, action] of Object.entries(useActions())) expect(action.id).toBe(id);
  });

  it('say why they cannot be done, each in a sentence', () => {
    for (const action of Object.values(useActions())) {
      expect(action.blocked() ?? 'Can be done.').toMatch(/^[A-Z].*\.$/);
      expect(action.about).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('are found by any part of their name, beginnings first, else by what they do', () => {
    const names = (query: string) => matching(query, Object.values(useActions())).map((one) => one.title);
    expect(names('rest')).toEqual(['Restart crashed']);
    expect(names('timers al')).toEqual(['Align timers']);
    expect(names('crash')).toEqual(['Crash leader', 'Restart crashed']);
    expect(names('sigkill')).toEqual(['Crash leader']);
    expect(names('nothing such')).toEqual([]);
    expect(names('').length).toBe(Object.keys(useActions()).length);
  });
});

describe('the draw loop', () => {
  const setUp = () => {
    let frame: ((ms: number) => void) | null = null;
    let clock = 0;
    const drawn: string[] = [];
    const loop = new DrawLoop(
      (callback) => (frame = callback),
      () => clock,
    );
    const drawing = (name: string, intervalMs: number, costMs: number) => ({
      intervalMs,
      draw: () => {
        drawn.push(name);
        clock += costMs;
      },
    });
    const next = (ms: number): string[] => {
      drawn.length = 0;
      const run = frame;
      frame = null;
      run?.(ms);
      return [...drawn];
    };
    return { loop, drawing, next, running: () => frame !== null };
  };

  it('draws some every frame, and the others when their time has come', () => {
    const { loop, drawing, next } = setUp();
    loop.add(drawing('ring', 0, 0));
    loop.add(drawing('chart', 100, 0));
    expect(next(0)).toEqual(['ring', 'chart']);
    expect(next(50)).toEqual(['ring']);
    expect(next(100)).toEqual(['ring', 'chart']);
  });

  it('spreads slow drawings over frames, the most overdue first', () => {
    const { loop, drawing, next } = setUp();
    for (const name of ['a', 'b', 'c']) loop.add(drawing(name, 10, 5));
    expect([next(0), next(16), next(32), next(48)]).toEqual([['a'], ['b'], ['c'], ['a']]);
  });

  it('rests when there is nothing to draw, and counts its frames', () => {
    const { loop, drawing, next, running } = setUp();
    const remove = loop.add(drawing('ring', 0, 2));
    for (let ms = 0; ms < 2000; ms += 20) next(ms);
    expect(loop.readings.fps).toBe(50);
    expect(loop.readings.drawP95Ms).toBe(2);
    remove();
    next(2000);
    expect(running()).toBe(false);
  });
});
