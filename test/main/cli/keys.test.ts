import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onInterrupt } from '../../../src/main/cli/interrupt';
import { takeKeysFromNpm } from '../../../src/main/cli/keys';

/** A terminal's input as far as keys are read from it. */
class FakeTerminal extends EventEmitter {
  readonly isTTY: boolean;
  raw = false;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }

  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }
}

const UNDER_NPM = { npm_lifecycle_event: 'lab' };

describe('keys under npm', () => {
  it('become the signals that the terminal would send, and the terminal is given back', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const terminal = new FakeTerminal(true);
    const giveBack = takeKeysFromNpm(terminal as unknown as ReadStream, UNDER_NPM);
    expect(terminal.raw).toBe(true);
    terminal.emit('data', Buffer.from('x\x1cq\x03'));
    giveBack();
    terminal.emit('data', Buffer.from('\x03'));
    expect(kill.mock.calls).toEqual([
      [process.pid, 'SIGQUIT'],
      [process.pid, 'SIGINT'],
    ]);
    expect(terminal.raw).toBe(false);
    kill.mockRestore();
  });

  it.each([
    ['in a pipe', false, UNDER_NPM],
    ['without npm', true, {}],
  ])('are left to the terminal %s', (_where, isTTY, env) => {
    const terminal = new FakeTerminal(isTTY);
    takeKeysFromNpm(terminal as unknown as ReadStream, env);
    expect(terminal.raw).toBe(false);
    expect(terminal.listenerCount('data')).toBe(0);
  });
});

describe('Ctrl+C', () => {
  let takeOff: () => void;
  const end = vi.fn();
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.clearAllMocks();
    takeOff = onInterrupt(end);
  });

  afterEach(() => {
    takeOff();
    vi.useRealTimers();
  });

  it('ends well once, even when npm passes it on a second time', () => {
    process.emit('SIGINT');
    vi.advanceTimersByTime(20);
    process.emit('SIGINT');
    expect(end).toHaveBeenCalledTimes(1);
    expect(exit).not.toHaveBeenCalled();
  });

  it('asked again ends at once', () => {
    process.emit('SIGINT');
    vi.advanceTimersByTime(2000);
    process.emit('SIGINT');
    expect(end).toHaveBeenCalledTimes(1);
    expect(exit).toHaveBeenCalledWith(130);
  });
});
