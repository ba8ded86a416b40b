import { describe, expect, it } from 'vitest';
import type { LabFrame } from '../../../src/shared/contract';
import type { LabEvent } from '../../../src/shared/labEvent';
import { EVENTS_KEPT, NOTHING_YET, reduceFrame } from '../../../src/renderer/live/frame';
import { share } from '../../../src/renderer/live/share';
import { FakeLab } from '../fakeLab';

const event = (sequence: number): LabEvent => ({
  sequence,
  atMs: sequence,
  kind: 'info',
  node: null,
  text: `event ${sequence}`,
  marker: null,
});
const frame = (part: Partial<LabFrame>): LabFrame => ({ ...new FakeLab().frame(), ...part });

describe('what a window knows of its lab', () => {
  it('keeps every event once, also when it is told again after a reconnect', () => {
    let view = reduceFrame(NOTHING_YET, frame({ events: [event(1), event(2)] }));
    view = reduceFrame(view, frame({ events: [event(2), event(3)] }));
    expect(view.events.map((e) => e.sequence)).toEqual([1, 2, 3]);
  });

  it('keeps the newest events only', () => {
    const many = Array.from({ length: EVENTS_KEPT + 10 }, (_, i) => event(i));
    const view = reduceFrame(NOTHING_YET, frame({ events: many }));
    expect(view.events).toHaveLength(EVENTS_KEPT);
    expect(view.events[0]?.sequence).toBe(10);
  });

  it('adds up the frames that were folded into others', () => {
    const one = reduceFrame(NOTHING_YET, frame({ coalesced: 2 }));
    expect(reduceFrame(one, frame({ coalesced: 3 })).coalesced).toBe(5);
  });

  it('knows since when there is no leader', () => {
    const lab = new FakeLab();
    lab.advance(2000);
    const led = reduceFrame(NOTHING_YET, lab.frame());
    expect(led.leaderlessSinceMs).toBeNull();
    lab.cluster!.act({ type: 'crashLeader' });
    const crashed = reduceFrame(led, lab.frame());
    lab.advance(33);
    const later = reduceFrame(crashed, lab.frame());
    expect(later.leaderlessSinceMs).toBe(crashed.leaderlessSinceMs);
    expect(later.leaderlessSinceMs).toBe(lab.nowMs - 33);
    lab.advance(2000);
    expect(reduceFrame(later, lab.frame()).leaderlessSinceMs).toBeNull();
  });

  it('keeps the identity of all that has not changed', () => {
    const lab = new FakeLab();
    lab.advance(2000);
    const one = reduceFrame(NOTHING_YET, lab.frame());
    const two = reduceFrame(one, lab.frame());
    expect(two.cluster?.links).toBe(one.cluster?.links);
    expect(two.cluster?.settings).toBe(one.cluster?.settings);
    expect(two.cluster?.nodes[0]).toBe(one.cluster?.nodes[0]);
  });
});

describe('sharing what is equal', () => {
  it('gives back the known value when all is equal', () => {
    const known = { a: [1, { b: null }], c: 'x' };
    expect(share(known, structuredClone(known))).toBe(known);
  });

  it('replaces only what differs', () => {
    const known = { a: [1, { b: 2 }], c: { d: 3 } };
    const next = share(known, { a: [1, { b: 2 }], c: { d: 4 } });
    expect(next).toEqual({ a: [1, { b: 2 }], c: { d: 4 } });
    expect(next.a).toBe(known.a);
  });

  it.each([
    [[1, 2], [1]],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: undefined }, {}],
    [null, {}],
    [[], {}],
  ])('takes %j and %j for different', (known, next) => {
    expect(share<unknown>(known, next)).toEqual(next);
    expect(share<unknown>(known, next)).not.toBe(known);
  });

  it('renews counters five times a second, and at once what somebody must see', () => {
    const lab = new FakeLab({ settings: { clientLoadPerSecond: 100 } });
    lab.advance(2000);
    const first = reduceFrame(NOTHING_YET, lab.frame());
    lab.advance(100);
    const soon = reduceFrame(first, lab.frame());
    expect(soon.latest!.nodes[0]!.commitIndex).toBeGreaterThan(first.latest!.nodes[0]!.commitIndex);
    expect(soon.cluster).toBe(first.cluster);
    lab.cluster!.act({ type: 'crashLeader' });
    const crashed = reduceFrame(soon, lab.frame());
    expect(crashed.cluster?.leader).toBeNull();
    expect(crashed.cluster?.nodes.filter((node) => node.process === 'crashed')).toHaveLength(1);
    lab.advance(150);
    const later = reduceFrame(crashed, lab.frame());
    expect(later.cluster?.nodes).toEqual(later.latest?.nodes);
  });
});
