import { describe, expect, it } from 'vitest';
import { FrameFeed } from '../../src/main/frames';
import type { LabFrame, WindowApi } from '../../src/shared/contract';
import type { LabEvent } from '../../src/shared/labEvent';
import { NOTHING } from './fakeLab';

/** A window that acknowledges when told to. */
class SlowWindow implements WindowApi {
  readonly frames: LabFrame[] = [];
  private readonly waiting: (() => void)[] = [];

  frame(frame: LabFrame): Promise<void> {
    this.frames.push(frame);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Resolves when the lab has noticed. */
  async acknowledge(): Promise<void> {
    this.waiting.shift()?.();
    await Promise.resolve();
  }
}

function event(sequence: number): LabEvent {
  return { sequence, atMs: sequence, kind: 'info', node: null, text: `event ${sequence}`, marker: null };
}

describe('FrameFeed', () => {
  it('has at most two frames unacknowledged, and counts what it folds together', async () => {
    const window = new SlowWindow();
    const feed = new FrameFeed(window, [], [], []);
    for (let i = 0; i < 5; i += 1) feed.offer(NOTHING);
    expect(window.frames).toHaveLength(2);
    await window.acknowledge();
    feed.offer(NOTHING);
    expect(window.frames.map(({ coalesced }) => coalesced)).toEqual([0, 0, 3]);
    expect(window.frames.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('loses no event while the window is behind', async () => {
    const window = new SlowWindow();
    const feed = new FrameFeed(window, [event(1)], [], []);
    for (let i = 2; i <= 6; i += 1) {
      feed.offer(NOTHING);
      feed.addEvent(event(i));
    }
    await window.acknowledge();
    feed.offer(NOTHING);
    const told = window.frames.flatMap(({ events }) => events.map(({ sequence }) => sequence));
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('keeps the newest events and messages when there are more than a frame should hold', () => {
    const window = new SlowWindow();
    const feed = new FrameFeed(window, [], [], []);
    for (let i = 1; i <= 600; i += 1) {
      feed.addEvent(event(i));
      feed.addMessage({ atMs: i, from: 1, to: 2, kind: 'heartbeat', term: 1, delayMs: 0 });
    }
    feed.offer(NOTHING);
    const [frame] = window.frames;
    expect(frame!.events.at(-1)!.sequence).toBe(600);
    expect(frame!.messages.at(-1)!.atMs).toBe(600);
    expect(frame!.messages).toHaveLength(400);
  });

  it('goes on when a window fails to acknowledge', async () => {
    const frames: LabFrame[] = [];
    const feed = new FrameFeed(
      {
        frame: async (frame) => {
          frames.push(frame);
          return Promise.reject(new Error('window trouble'));
        },
      },
      [],
      [],
      [],
    );
    for (let i = 0; i < 4; i += 1) {
      feed.offer(NOTHING);
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(frames).toHaveLength(4);
  });
});
