import { afterEach, describe, expect, it, vi } from 'vitest';
import { Simulators } from '../../../src/lab/simulation/simulators';

/** Its threads start when they are asked, and nobody asks here. */
const simulators = (): Simulators => new Simulators('/nowhere/worker.js');

afterEach(() => {
  vi.useRealTimers();
});

describe('threads that simulate', () => {
  it('are the same for the next simulation', () => {
    const pool = simulators();
    const first = pool.borrow(2);
    pool.giveBack(first);
    const next = pool.borrow(3);
    expect(next).toHaveLength(3);
    expect(new Set([...first, ...next]).size).toBe(3);
  });

  it('belong to one simulation at a time', () => {
    const pool = simulators();
    expect(new Set([...pool.borrow(2), ...pool.borrow(2)]).size).toBe(4);
  });

  it('end when the lab closes, or when nobody has wanted them for a minute; borrowed ones do not', async () => {
    vi.useFakeTimers();
    const pool = simulators();
    const [idle, borrowed] = pool.borrow(2);
    const ended = { idle: vi.spyOn(idle!, 'close'), borrowed: vi.spyOn(borrowed!, 'close') };
    pool.giveBack([idle!]);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(ended.idle).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2000);
    expect(ended.idle).toHaveBeenCalledOnce();
    pool.giveBack([idle!]);
    await pool.close();
    expect(ended.idle).toHaveBeenCalledTimes(2);
    expect(ended.borrowed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
