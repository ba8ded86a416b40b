import { describe, expect, it } from 'vitest';
import type { MessageTrace } from '../../../src/shared/control/toLab';
import { LiveBuffers } from '../../../src/renderer/live/liveBuffers';
import {
  DRAW_BEHIND_MS,
  MessagesInFlight,
  SHORTEST_TRAVEL_MS,
} from '../../../src/renderer/live/messagesInFlight';
import { FakeLab } from '../fakeLab';

const trace = (part: Partial<MessageTrace>): MessageTrace => ({
  atMs: 0,
  from: 1,
  to: 2,
  kind: 'heartbeat',
  term: 1,
  delayMs: 0,
  ...part,
});

describe('messages on their way', () => {
  it('starts each at its sender, a little behind the lab, and forgets it on arrival', () => {
    const messages = new MessagesInFlight();
    messages.add([trace({ atMs: 1000 })], 1000);
    expect(messages.at(1000)).toEqual([]);
    expect(messages.at(1000 + DRAW_BEHIND_MS)[0]?.progress).toBe(0);
    expect(messages.at(1000 + DRAW_BEHIND_MS + SHORTEST_TRAVEL_MS / 2)[0]?.progress).toBe(0.5);
    expect(messages.at(1000 + DRAW_BEHIND_MS + SHORTEST_TRAVEL_MS)).toEqual([]);
  });

  it('takes as long as the link’s delay when that is long enough to see', () => {
    const messages = new MessagesInFlight();
    messages.add([trace({ delayMs: 1000 })], 0);
    expect(messages.at(DRAW_BEHIND_MS + 250)[0]?.progress).toBe(0.25);
  });

  it('stops a lost message half-way and lets it fade', () => {
    const messages = new MessagesInFlight();
    messages.add([trace({ delayMs: null })], 0);
    const [drawn] = messages.at(DRAW_BEHIND_MS + SHORTEST_TRAVEL_MS * 0.75);
    expect(drawn).toMatchObject({ progress: 0.5, fade: 0.5 });
  });

  it('draws one in so many when there are many, evenly over all links, and every vote', () => {
    const messages = new MessagesInFlight();
    const second = (n: number, kind: MessageTrace['kind'], fromMs: number) =>
      Array.from({ length: n }, (_, i) =>
        trace({ kind, to: 2 + (i % 4), atMs: fromMs + (i / n) * 1000, delayMs: 5000 }),
      );
    messages.add(second(1300, 'heartbeat', 0), 0);
    messages.add([], 999);
    expect(messages.every).toBe(1);
    messages.add(second(1300, 'heartbeat', 1000), 1000);
    expect(messages.every).toBe(10);
    messages.clear();
    messages.add([...second(1300, 'heartbeat', 2000), ...second(40, 'requestVote', 2000)], 2000);
    const drawn = messages.at(3200);
    expect(drawn.filter((d) => d.trace.kind === 'requestVote')).toHaveLength(40);
    const common = drawn.filter((d) => d.trace.kind === 'heartbeat');
    expect(common.length).toBeGreaterThan(120);
    expect(common.length).toBeLessThan(140);
    for (const to of [2, 3, 4, 5]) expect(common.filter((d) => d.trace.to === to).length).toBeGreaterThan(20);
  });
});

describe('samples of the running cluster', () => {
  it('follows every node’s term and commit index', () => {
    const lab = new FakeLab({ settings: { clientLoadPerSecond: 100 } });
    const buffers = new LiveBuffers();
    for (let i = 0; i < 60; i++) {
      lab.advance(50);
      buffers.take(lab.frame(), i * 50);
    }
    expect(buffers.nodes.size).toBe(5);
    expect(buffers.nodes.get(1)?.term.lastValue).toBe(lab.cluster!.term);
    expect(buffers.nodes.get(1)?.commit.lastValue).toBeGreaterThan(100);
    expect(buffers.commitsPerSecond.lastValue).toBeCloseTo(100, -1.5);
  });

  it('pauses a crashed node’s lines and does not take a restart for a fall to zero', () => {
    const lab = new FakeLab({ settings: { clientLoadPerSecond: 100 } });
    const buffers = new LiveBuffers();
    lab.advance(2000);
    buffers.take(lab.frame(), 0);
    const leader = lab.cluster!.leader!.id;
    const before = buffers.nodes.get(leader)!.commit;
    const reached = before.lastValue;
    lab.cluster!.crash(leader);
    lab.advance(10);
    buffers.take(lab.frame(), 10);
    expect(before.at(lab.nowMs)).toBeNull();
    lab.cluster!.restart(leader);
    buffers.take(lab.frame(), 20);
    expect(before.lastValue).toBe(reached);
  });

  it('shows an ended cluster until another begins, and joins nothing of it to the other', () => {
    const lab = new FakeLab({ settings: { clientLoadPerSecond: 100 } });
    const buffers = new LiveBuffers();
    lab.advance(2000);
    buffers.take(lab.frame(), 0);
    const reached = buffers.nodes.get(1)?.commit.lastValue;
    expect(reached).toBeGreaterThan(0);
    lab.advance(50);
    buffers.take({ ...lab.frame(), cluster: null }, 50);
    expect(buffers.nodes.get(1)?.commit.lastValue).toBe(reached);
    void lab.startCluster({ ...lab.cluster!.settings, nodes: 3 });
    lab.advance(50);
    buffers.take(lab.frame(), 100);
    expect(buffers.nodes.get(1)?.commit.length).toBe(1);
    expect(buffers.commitsPerSecond.length).toBe(1);
  });

  it('forgets nodes that a smaller cluster does not have', () => {
    const lab = new FakeLab();
    const buffers = new LiveBuffers();
    buffers.take(lab.frame(), 0);
    void lab.startCluster({ ...lab.cluster!.settings, nodes: 3 });
    buffers.take(lab.frame(), 10);
    expect([...buffers.nodes.keys()]).toEqual([1, 2, 3]);
  });
});
