import { describe, expect, it } from 'vitest';
import { causeOfSilence, type Sent, type Silence } from '../../../src/lab/trial/silence';

const arriving = (atMs: number, oneWayMs = 10): Sent => ({ atMs, arrivesMs: atMs + oneWayMs });
const lost = (atMs: number): Sent => ({ atMs, arrivesMs: Infinity });

/** A server that stands at 250 ms; heartbeats every 50 ms, of which it heard the one sent at 100. */
function causeOf(unheard: readonly Sent[], odd: Partial<Silence> = {}) {
  return causeOfSilence({
    sent: [lost(0), arriving(50), arriving(100), ...unheard],
    stoodMs: 250,
    heartbeatMs: 50,
    pausedSince: () => false,
    cutFromLeader: false,
    cutToLeader: false,
    ...odd,
  });
}

const LATE = [150, 200, 250].map((atMs) => arriving(atMs, 101));

describe('why a server did not hear its leader in time', () => {
  it('heartbeats were under way for too long; what was lost before the last one heard is no reason', () => {
    expect(causeOf(LATE)).toBe('lateHeartbeat');
  });

  it('one was lost since', () => {
    expect(causeOf([lost(150), ...LATE.slice(1)])).toBe('lostDatagrams');
    expect(causeOf([...LATE.slice(0, 2), lost(250)])).toBe('lostDatagrams');
  });

  it('the leader stood still: its next heartbeat is due by more than a quarter of a ms', () => {
    expect(causeOf([])).toBe('stall');
    const lastSentAt = (atMs: number) => causeOf([...LATE.slice(0, 1), arriving(atMs, 101)]);
    expect(lastSentAt(199.7)).toBe('stall');
    expect(lastSentAt(199.75)).toBe('lateHeartbeat');
  });

  it('the leader has never sent anything', () => {
    expect(causeOf([], { sent: [] })).toBe('stall');
  });

  it('one of the two was paused since the last that was heard arrived', () => {
    expect(causeOf(LATE, { pausedSince: (atMs) => atMs <= 110 })).toBe('paused');
    expect(causeOf(LATE, { pausedSince: (atMs) => atMs < 110 })).toBe('lateHeartbeat');
    expect(causeOf([], { sent: [], pausedSince: (atMs) => atMs === -Infinity })).toBe('paused');
  });

  it('one that arrives at the very moment was heard', () => {
    const pausedSince = (atMs: number) => atMs < 250;
    expect(causeOf([arriving(240)], { pausedSince })).toBe('lateHeartbeat');
  });

  it('the link was cut: one way is an asymmetric link, both ways is loss; the way back alone is no reason', () => {
    const cutBoth = { cutFromLeader: true, cutToLeader: true };
    expect(causeOf([lost(150)], { cutFromLeader: true })).toBe('asymmetricLink');
    expect(causeOf(LATE, cutBoth)).toBe('lostDatagrams');
    expect(causeOf(LATE, { cutToLeader: true })).toBe('lateHeartbeat');
    expect(causeOf([lost(150)], { ...cutBoth, pausedSince: () => true })).toBe('paused');
  });
});
