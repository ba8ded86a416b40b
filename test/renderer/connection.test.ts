import { createBirpc } from 'birpc';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/shared/bridge';
import type { LabApi, LabFrame, WindowApi } from '../../src/shared/contract';
import { connectOver, retryDelayMs, type Channel, type ConnectionState } from '../../src/renderer/connection';
import { FakeLab } from './fakeLab';

/** Both ends of a line in memory; the lab's end serves `api`. */
function line(api: LabApi) {
  let toWindow: ((text: unknown) => void) | null = null;
  let toLab: ((text: unknown) => void) | null = null;
  let closed: (() => void) | null = null;
  const channel: Channel = {
    post: (text) => {
      queueMicrotask(() => toLab?.(text));
    },
    onMessage: (listener) => (toWindow = listener),
    onClose: (listener) => (closed = listener),
    close: () => closed?.(),
  };
  const window = createBirpc<WindowApi, LabApi>(api, {
    post: (text: string) => {
      queueMicrotask(() => toWindow?.(text));
    },
    on: (listener) => {
      toLab = listener;
    },
    serialize: encodeMessage,
    deserialize: decodeMessage,
    bind: 'functions',
  });
  return { channel, window };
}

function setUp(open: () => Promise<Channel>) {
  const states: ConnectionState[] = [];
  const frames: LabFrame[] = [];
  const waiting: { run: () => void; ms: number }[] = [];
  const api = connectOver(
    open,
    {
      frame: (frame) => {
        frames.push(frame);
        return Promise.resolve();
      },
      state: (state) => states.push(state),
    },
    (run, ms) => waiting.push({ run, ms }),
  );
  return { api, states, frames, waiting };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the line to the lab', () => {
  it('carries calls, their refusals in the lab’s words, and frames with their acknowledgement', async () => {
    const lab = new FakeLab();
    const { channel, window } = line(lab);
    const { api, states, frames } = setUp(() => Promise.resolve(channel));
    await settled();
    expect(states.map((state) => state.kind)).toEqual(['connecting', 'connected']);
    expect((await api.hello()).host).toBe('browser');
    await expect(api.act({ type: 'crashLeader' })).rejects.toThrow(
      'There is no leader to crash. Wait for an election.',
    );
    await window.frame(lab.frame());
    expect(frames[0]?.cluster?.nodes).toHaveLength(5);
  });

  it('refuses calls while there is no lab', async () => {
    const { api } = setUp(() => new Promise(() => undefined));
    await expect(api.hello()).rejects.toThrow('The lab is not connected.');
  });

  it('says that the lab is gone, fails what was asked, and tries again, ever more patiently', async () => {
    const lines = [line(new FakeLab()), null, null, line(new FakeLab())];
    let tries = 0;
    const { api, states, waiting } = setUp(() => {
      const next = lines[tries++];
      return next ? Promise.resolve(next.channel) : Promise.reject(new Error('refused'));
    });
    await settled();
    lines[0]!.channel.post = () => undefined;
    const asked = api.hello();
    lines[0]!.channel.close();
    await expect(asked).rejects.toThrow('The lab went away before it answered.');
    expect(states.at(-1)).toEqual({ kind: 'lost', attempt: 1 });
    while (tries < lines.length) {
      waiting.at(-1)!.run();
      await settled();
    }
    expect(waiting.map(({ ms }) => ms)).toEqual([400, 800, 1600]);
    expect(states.at(-1)).toEqual({ kind: 'connected' });
    expect((await api.hello()).version).toBe('0.1.0');
  });

  it('waits five seconds at most', () => {
    expect([1, 4, 20].map(retryDelayMs)).toEqual([400, 3200, 5000]);
  });
});
