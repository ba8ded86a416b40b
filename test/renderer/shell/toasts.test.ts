import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useDeletions } from '../../../src/renderer/shell/deletions';
import { useToastStore } from '../../../src/renderer/shell/toastStore';

const shown = (): string[] => useToastStore().toasts.map(({ text }) => text);

beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
  return () => vi.useRealTimers();
});

describe('messages', () => {
  it('are three at most, and the one with Undo outlasts those that only tell', () => {
    const toasts = useToastStore();
    toasts.undoable('Wide deleted', () => undefined);
    for (const text of ['one', 'two', 'three']) toasts.done(text);
    expect(shown()).toEqual(['Wide deleted', 'two', 'three']);
  });
});

describe('what is deleted', () => {
  it('in a row is told together, for as long anew each time, and undone together', () => {
    const restored: (readonly string[])[] = [];
    const tell = useDeletions('run', (undoTokens) => restored.push(undoTokens));
    for (const name of ['a', 'b', 'c', 'd']) {
      tell(name, `${name}~1`);
      vi.advanceTimersByTime(6000);
    }
    expect(shown()).toEqual(['4 runs deleted']);
    useToastStore().toasts[0]?.action?.run();
    expect(restored).toEqual([['a~1', 'b~1', 'c~1', 'd~1']]);
  });

  it('after the toast has gone is told on its own', () => {
    const restored: (readonly string[])[] = [];
    const tell = useDeletions('run', (undoTokens) => restored.push(undoTokens));
    tell('a', 'a~1');
    vi.advanceTimersByTime(60_000);
    expect(shown()).toEqual([]);
    tell('b', 'b~1');
    expect(shown()).toEqual(['b deleted']);
    useToastStore().toasts[0]?.action?.run();
    expect(restored).toEqual([['b~1']]);
  });
});
