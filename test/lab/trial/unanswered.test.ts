import { describe, expect, it } from 'vitest';
import type { Sent } from '../../../src/lab/trial/silence';
import { causeOfGivingUp, type Exchange } from '../../../src/lab/trial/unanswered';

/** A leader that gives up at 300 ms, with heartbeats every 50 ms, 10 ms one way, and 150 ms without a majority. */
const GAVE_UP_MS = 300;
const HEARTBEAT_MS = 50;
const ONE_WAY_MS = 10;

const arriving = (atMs: number, oneWayMs = ONE_WAY_MS): Sent => ({ atMs, arrivesMs: atMs + oneWayMs });
const lost = (atMs: number): Sent => ({ atMs, arrivesMs: Infinity });

/** Asked every 50 ms from 0 on, and answered at once up to `untilMs`; `odd` says what was different. */
function exchange(untilMs: number, odd: Partial<Exchange> = {}): Exchange {
  const requests = [0, 50, 100, 150, 200, 250].map((atMs) => arriving(atMs));
  const answers = requests.filter(({ atMs }) => atMs <= untilMs).map(({ arrivesMs }) => arriving(arrivesMs));
  return { requests, answers, pausedSince: () => false, cutTo: false, cutFrom: false, ...odd };
}

const HEARD = exchange(250);
const causeOf = (...exchanges: Exchange[]) => causeOfGivingUp(exchanges, GAVE_UP_MS, HEARTBEAT_MS);
/** Of five servers, with one follower that answers and two that have long been silent for a reason of their own. */
const ofFive = (decisive: Exchange) => {
  const gone = exchange(0, { cutTo: true, cutFrom: true });
  return causeOf(gone, decisive, HEARD, gone);
};

describe('why a leader with CheckQuorum gave up', () => {
  it('answers were lost', () => {
    const answers = [...exchange(100).answers, lost(160), lost(210), lost(260)];
    expect(ofFive(exchange(100, { answers }))).toBe('lostDatagrams');
  });

  it('its heartbeats were lost, so that nobody answered', () => {
    const requests = [arriving(0), arriving(50), arriving(100), lost(150), lost(200), lost(250)];
    expect(ofFive(exchange(100, { requests }))).toBe('lostDatagrams');
  });

  it('what was lost before the last answer is no reason', () => {
    const requests = [lost(0), ...[50, 100, 150, 200, 250].map((atMs) => arriving(atMs))];
    const late = [160, 210, 260].map((atMs) => arriving(atMs, 200));
    const answers = [lost(10), arriving(60), arriving(110), ...late];
    expect(ofFive(exchange(100, { requests, answers }))).toBe('lateHeartbeat');
  });

  it('answers were under way for too long, or the heartbeats that asked for them', () => {
    const late = [160, 210, 260].map((atMs) => arriving(atMs, 200));
    expect(ofFive(exchange(100, { answers: [...exchange(100).answers, ...late] }))).toBe('lateHeartbeat');
    const requests = [0, 50, 100].map((atMs) => arriving(atMs));
    const slow = [150, 200, 250].map((atMs) => arriving(atMs, 200));
    expect(ofFive(exchange(100, { requests: [...requests, ...slow] }))).toBe('lateHeartbeat');
  });

  it('the leader stood still: between two heartbeats, or until it woke up, sent one and found no answer', () => {
    const asked = (...times: number[]) => exchange(100, { requests: times.map((atMs) => arriving(atMs)) });
    expect(ofFive(asked(0, 50, 100, 280))).toBe('stall');
    expect(ofFive(asked(0, 50, 100, 300))).toBe('stall');
    expect(ofFive(asked(0, 50, 100))).toBe('stall');
  });

  it('the follower stood still: heartbeats came, and it did not answer in time', () => {
    expect(ofFive(exchange(100))).toBe('stall');
    const answers = [...exchange(100).answers, arriving(295)];
    expect(ofFive(exchange(100, { answers }))).toBe('stall');
  });

  it('one of the two was paused since the last answer', () => {
    const pausedSince = (atMs: number) => atMs <= 120;
    expect(ofFive(exchange(100, { pausedSince }))).toBe('paused');
    expect(ofFive(exchange(150, { pausedSince }))).toBe('stall');
  });

  it('a link was cut, one way or both', () => {
    expect(ofFive(exchange(100, { cutFrom: true }))).toBe('asymmetricLink');
    expect(ofFive(exchange(100, { cutTo: true }))).toBe('asymmetricLink');
    expect(ofFive(exchange(100, { cutTo: true, cutFrom: true }))).toBe('lostDatagrams');
  });

  it('of several silent followers the one decides whose answer would have been enough', () => {
    const paused = exchange(50, { pausedSince: () => true });
    const cut = exchange(100, { cutFrom: true });
    // Of three, the one heard last; of five, the second.
    expect(causeOf(paused, cut)).toBe('asymmetricLink');
    expect(causeOf(paused, cut, HEARD, exchange(0))).toBe('asymmetricLink');
    expect(causeOf(paused, cut, exchange(0), exchange(0))).toBe('paused');
  });

  it('one that was never heard of comes last, and of four the second decides', () => {
    const never = exchange(-1, { pausedSince: (atMs) => atMs === -Infinity });
    const cut = exchange(100, { cutFrom: true });
    expect(causeOf(never, cut, never, HEARD)).toBe('asymmetricLink');
    expect(causeOf(never, HEARD, never, cut)).toBe('asymmetricLink');
    expect(causeOf(never, HEARD, never, never)).toBe('paused');
    expect(causeOf(HEARD, cut, exchange(0))).toBe('asymmetricLink');
  });

  it('a follower was never heard of, since the first that was sent was lost', () => {
    const late = [60, 110, 160, 210, 260].map((atMs) => arriving(atMs, 300));
    const requests = [lost(0), ...[50, 100, 150, 200, 250].map((atMs) => arriving(atMs))];
    const never = exchange(-1, { requests, answers: late });
    const gone = exchange(-1, { cutTo: true, cutFrom: true });
    expect(causeOf(gone, never, HEARD, never)).toBe('lostDatagrams');
    expect(causeOf(never, never, HEARD, never)).toBe('lostDatagrams');
    const noneLost = { ...never, requests: requests.slice(1) };
    expect(causeOf(noneLost, noneLost, HEARD, noneLost)).toBe('lateHeartbeat');
  });

  it('what it sends when it gives up is no reason', () => {
    const late = [160, 210, 260].map((atMs) => arriving(atMs, 200));
    const answers = [...exchange(100).answers, ...late];
    const requests = [...exchange(100).requests, lost(300)];
    expect(ofFive(exchange(100, { requests, answers }))).toBe('lateHeartbeat');
  });

  it('somebody stood still for more than half an interval beyond what was due, and not for just that', () => {
    const answers = (...times: number[]) => [
      ...exchange(100).answers,
      ...times.map((atMs) => arriving(atMs, 200)),
    ];
    const sending = (...times: number[]) =>
      exchange(100, {
        requests: [0, 50, 100, ...times].map((atMs) => arriving(atMs)),
        answers: answers(...times.map((atMs) => atMs + ONE_WAY_MS)),
      });
    expect(ofFive(sending(175, 225, 275))).toBe('lateHeartbeat');
    expect(ofFive(sending(176, 225, 275))).toBe('stall');
    // To what came at 160, 210 and 260 it answers then, but for the one in the middle.
    expect(ofFive(exchange(100, { answers: answers(160, 235, 260) }))).toBe('lateHeartbeat');
    expect(ofFive(exchange(100, { answers: answers(160, 236, 260) }))).toBe('stall');
  });

  it('alone it gives up for nobody', () => {
    expect(causeOf()).toBeNull();
  });
});
