import { describe, expect, it } from 'vitest';
import { AlarmClock } from '../../../src/lab/experiment/alarmClock';
import { monotonicMs } from '../../../src/shared/time';

/** Resolves with the time at which the alarm came. */
function alarm(clock: AlarmClock, atMs: number): Promise<number> {
  return new Promise((resolve) => {
    clock.set(atMs, () => {
      resolve(monotonicMs());
    });
  });
}

describe('an alarm', () => {
  it('never comes early, in whatever order alarms are set, and however close they are', async () => {
    const clock = new AlarmClock();
    const fromMs = monotonicMs();
    const times = [12.3, 3.21, 12.31, 12.9, 7, 13.4].map((ms) => fromMs + ms);
    const came = await Promise.all(times.map((atMs) => alarm(clock, atMs)));
    came.forEach((cameMs, i) => {
      expect(cameMs).toBeGreaterThanOrEqual(times[i]!);
    });
    const inOrder = times.map((atMs, i) => ({ atMs, cameMs: came[i]! })).toSorted((a, b) => a.atMs - b.atMs);
    expect(inOrder.map(({ cameMs }) => cameMs)).toEqual(came.toSorted((a, b) => a - b));
  });

  it('of the past comes soon', async () => {
    const clock = new AlarmClock();
    await alarm(clock, monotonicMs() - 1000);
  });

  it('that is cancelled does not come; the others do', async () => {
    const clock = new AlarmClock();
    const came: string[] = [];
    const fromMs = monotonicMs();
    const cancel = clock.set(fromMs + 2, () => came.push('cancelled'));
    const kept = alarm(clock, fromMs + 4);
    cancel();
    cancel();
    await kept;
    expect(came).toEqual([]);
  });

  it('may set another one', async () => {
    const clock = new AlarmClock();
    const came = await new Promise<number>((resolve) => {
      const first = monotonicMs() + 2;
      clock.set(first, () => {
        clock.set(first + 0.2, () => {
          resolve(monotonicMs() - first);
        });
      });
    });
    expect(came).toBeGreaterThanOrEqual(0.2);
  });
});
