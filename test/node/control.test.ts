import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToLab } from '../../src/shared/control/toLab';
import { openControl, type ForkedProcess } from '../../src/node/control';

const ready: ToLab = { type: 'ready' };
const failed: ToLab = { type: 'failed', code: 'io', message: 'no disk' };
const nothing = () => undefined;

/** Electron's `process.parentPort`, as a utility process has it. */
class ParentPort extends EventEmitter {
  readonly posted: unknown[] = [];
  readonly postMessage = (message: unknown) => this.posted.push(message);
}

/** A `process` that `child_process.fork` has started. */
class Forked extends EventEmitter implements ForkedProcess {
  connected = true;
  readonly sent: unknown[] = [];
  /** The last message has left. */
  left: () => void = nothing;
  readonly send = (message: unknown, ...rest: unknown[]): boolean => {
    this.sent.push(message);
    const callback = rest.at(-1);
    if (typeof callback === 'function') this.left = callback as () => void;
    return true;
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the control channel of a node forked by Electron', () => {
  const opened = (onMessage: (message: unknown) => void = nothing) => {
    const parentPort = new ParentPort();
    const self = Object.assign(new EventEmitter(), { connected: false, parentPort });
    return { parentPort, control: openControl(onMessage, nothing, self)! };
  };

  it('takes what the lab posts, and posts what the node says', () => {
    const heard: unknown[] = [];
    const { parentPort, control } = opened((message) => heard.push(message));
    parentPort.emit('message', { data: { type: 'campaign' }, ports: [] });
    control.send(ready);
    expect(heard).toEqual([{ type: 'campaign' }]);
    expect(parentPort.posted).toEqual([ready]);
  });

  it('gives a last message time to leave', () => {
    const { parentPort, control } = opened();
    const then = vi.fn();
    control.sendLast(failed, then);
    expect(parentPort.posted).toEqual([failed]);
    expect(then).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(then).toHaveBeenCalledOnce();
  });
});

describe('the control channel of a node forked by child_process', () => {
  it('takes what the lab sends, and tells when the lab has gone', () => {
    const self = new Forked();
    const heard: unknown[] = [];
    const closed = vi.fn();
    openControl((message) => heard.push(message), closed, self);
    self.emit('message', { type: 'campaign' });
    expect(heard).toEqual([{ type: 'campaign' }]);
    expect(closed).not.toHaveBeenCalled();
    self.emit('disconnect');
    expect(closed).toHaveBeenCalledOnce();
  });

  it('sends, and is silent once the lab has gone', () => {
    const self = new Forked();
    const control = openControl(nothing, nothing, self)!;
    control.send(ready);
    self.connected = false;
    control.send(ready);
    expect(self.sent).toEqual([ready]);
  });

  it('waits until a last message has left, but not for ever', () => {
    const self = new Forked();
    const control = openControl(nothing, nothing, self)!;
    const then = vi.fn();
    control.sendLast(failed, then);
    expect(then).not.toHaveBeenCalled();
    self.left();
    expect(then).toHaveBeenCalledOnce();
    const stuck = vi.fn();
    control.sendLast(failed, stuck);
    vi.advanceTimersByTime(200);
    expect(stuck).toHaveBeenCalledOnce();
  });

  it('does not wait for a last message when the lab has gone', () => {
    const self = new Forked();
    self.connected = false;
    const then = vi.fn();
    openControl(nothing, nothing, self)!.sendLast(failed, then);
    expect(self.sent).toEqual([]);
    expect(then).toHaveBeenCalledOnce();
  });
});

it('a process that nobody forked has no control channel', () => {
  const alone = Object.assign(new EventEmitter(), { connected: false });
  expect(openControl(nothing, nothing, alone)).toBeNull();
});
