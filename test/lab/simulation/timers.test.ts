import { describe, expect, it } from 'vitest';
import { seenMs, TRUE_CLOCK } from '../../../src/lab/simulation/nodeClock';
import { Timers } from '../../../src/lab/simulation/timers';

const next = (timers: Timers) => [timers.next, timers.nextMs];

describe('the servers’ timers', () => {
  it('fire the earliest first, and of several at once the lowest id’s', () => {
    const timers = new Timers();
    expect(next(timers)).toEqual([0, Infinity]);
    timers.set(3, 200);
    timers.set(1, 250);
    timers.set(2, 200);
    expect(next(timers)).toEqual([2, 200]);
  });

  it('are looked at again when the next is put off, stopped or overtaken', () => {
    const timers = new Timers();
    timers.set(1, 150);
    timers.set(2, 180);
    expect(next(timers)).toEqual([1, 150]);
    timers.set(1, 190);
    expect(next(timers)).toEqual([2, 180]);
    timers.set(1, 160);
    expect(next(timers)).toEqual([1, 160]);
    timers.set(1, Infinity);
    expect(next(timers)).toEqual([2, 180]);
    timers.clear();
    expect(next(timers)).toEqual([0, Infinity]);
  });
});

describe('a server’s clock', () => {
  it('sees a deadline at once where it has no ticks, sooner where it runs fast', () => {
    expect(seenMs(150, TRUE_CLOCK)).toBe(150);
    expect(seenMs(150, { ...TRUE_CLOCK, rate: 1.5 })).toBe(100);
  });

  it('sees it at its next tick, counted from its phase', () => {
    const clock = { rate: 1, quantumMs: 4, phaseMs: 1 };
    expect([149, 150, 153, 153.1].map((deadlineMs) => seenMs(deadlineMs, clock))).toEqual([
      149, 153, 153, 157,
    ]);
  });
});
