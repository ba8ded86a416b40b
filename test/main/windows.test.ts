import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabFrame, WindowApi } from '../../src/shared/contract';
import { Windows } from '../../src/main/windows';
import { NOTHING } from './fakeLab';

let windows: Windows;
beforeEach(() => {
  vi.useFakeTimers();
  windows = new Windows(() => NOTHING);
});
afterEach(() => {
  windows.stop();
  vi.useRealTimers();
});

function open(): { readonly frames: LabFrame[]; readonly close: () => void } {
  const frames: LabFrame[] = [];
  const window: WindowApi = {
    frame: (frame) => {
      frames.push(frame);
      return Promise.resolve();
    },
  };
  return { frames, close: windows.open(window, { trials: [], cells: [] }) };
}

const told = (frames: readonly LabFrame[]) => frames.flatMap(({ events }) => events.map(({ text }) => text));

describe('the windows on a lab', () => {
  it('are all told the same, and who comes later what came before, up to 500 events', async () => {
    const first = open();
    for (let i = 1; i <= 600; i += 1) windows.note(`event ${i}`);
    const later = open();
    windows.note('the last');
    await vi.advanceTimersByTimeAsync(50);
    expect(told(first.frames).at(-1)).toBe('the last');
    expect(told(later.frames).at(-1)).toBe('the last');
    expect(told(later.frames)[0]).toBe('event 102');
    expect(later.frames.at(-1)?.events.at(-1)?.sequence).toBe(601);
  });

  it('get no more frames once they have closed, and the others go on', async () => {
    const [one, other] = [open(), open()];
    await vi.advanceTimersByTimeAsync(50);
    one.close();
    const before = one.frames.length;
    await vi.advanceTimersByTimeAsync(50);
    expect(one.frames).toHaveLength(before);
    expect(other.frames.length).toBeGreaterThan(before);
    expect(windows.anyOpen).toBe(true);
    other.close();
    expect(windows.anyOpen).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
