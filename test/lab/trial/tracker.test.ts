import { describe, expect, it } from 'vitest';
import { ClusterTracker } from '../../../src/lab/trial/tracker';
import type { StampedFact } from '../../../src/shared/facts';
import { became, leads, recognised, stands, timedOut } from './story';

function trackerOf(facts: readonly StampedFact[]): ClusterTracker {
  const tracker = new ClusterTracker();
  for (const fact of facts) tracker.observe(fact);
  return tracker;
}

describe('Stable: one leader, and every live follower has accepted a heartbeat of its term', () => {
  it('is not the case before there is a leader', () => {
    expect(trackerOf(stands(10, 1, 1)).stability([1, 2, 3])).toBeNull();
  });

  it('is not the case while one follower has not yet heard from the leader', () => {
    expect(trackerOf(leads(20, 1, 1, [2])).stability([1, 2, 3])).toBeNull();
  });

  it('holds from the moment at which the last follower has', () => {
    expect(trackerOf(leads(20, 1, 1, [2, 3])).stability([1, 2, 3])).toEqual({
      leader: 1,
      term: 1,
      electedMs: 20,
      sinceMs: 22,
    });
  });

  it('asks nothing of nodes that are not live', () => {
    const tracker = trackerOf([...leads(20, 1, 1, [2, 3, 4, 5]), ...leads(300, 2, 2, [3, 4, 5])]);
    expect(tracker.stability([2, 3, 4, 5])?.leader).toBe(2);
    expect(tracker.stability([1, 2, 3, 4, 5])).toBeNull();
  });

  it('is over when a follower moves on to a later term', () => {
    const tracker = trackerOf([...leads(20, 1, 1, [2, 3]), ...stands(400, 3, 2)]);
    expect(tracker.stability([1, 2, 3])).toBeNull();
    expect(tracker.term).toBe(2);
  });

  it('is not claimed for a stale leader that some still follow', () => {
    const tracker = trackerOf([...leads(20, 1, 1, [2, 3]), became(400, 2, 'leader', 2)]);
    expect(tracker.leaderAmong([1, 2, 3])).toEqual({ leader: 2, term: 2 });
    expect(tracker.stability([1, 2, 3])).toBeNull();
  });

  it('counts a pre-candidate as one that has lost its leader until it follows again', () => {
    const tracker = trackerOf([...leads(20, 1, 1, [2, 3]), became(200, 3, 'preCandidate', 1)]);
    expect(tracker.stability([1, 2, 3])).toBeNull();
    tracker.observe(became(210, 3, 'follower', 1));
    expect(tracker.stability([1, 2, 3])?.sinceMs).toBe(210);
  });

  it('is over when a follower has learnt of a later term', () => {
    const tracker = trackerOf(leads(20, 1, 1, [2, 3]));
    tracker.observe({ atMs: 400, node: 3, fact: { type: 'termAdvanced', term: 2 } });
    expect(tracker.stability([1, 2, 3])).toBeNull();
  });

  it('asks the followers anew when the same leader is elected again', () => {
    const tracker = trackerOf([...leads(20, 1, 1, [2, 3]), ...leads(400, 1, 2, [2])]);
    tracker.observe({ atMs: 401, node: 3, fact: { type: 'termAdvanced', term: 2 } });
    expect(tracker.stability([1, 2, 3])).toBeNull();
    tracker.observe(recognised(402, 3, 1, 2));
    expect(tracker.stability([1, 2, 3])).toMatchObject({ term: 2, sinceMs: 402 });
  });

  it('is not touched by what says nothing of roles', () => {
    const tracker = trackerOf([...leads(20, 1, 1, [2, 3]), timedOut(400, 3)]);
    expect(tracker.stability([1, 2, 3])).toMatchObject({ leader: 1, sinceMs: 22 });
  });

  it('does not depend on the order in which facts of different nodes arrive', () => {
    const facts = leads(20, 1, 4, [2, 3]);
    const late = [...facts.filter((f) => f.node !== 1), ...facts.filter((f) => f.node === 1)];
    expect(trackerOf(late).stability([1, 2, 3])).toEqual(trackerOf(facts).stability([1, 2, 3]));
  });

  it('forgets what a crashed node had said', () => {
    const tracker = trackerOf(leads(20, 1, 1, [2, 3]));
    tracker.forget(3);
    expect(tracker.stability([1, 2, 3])).toBeNull();
    tracker.observe(recognised(500, 3, 1, 1));
    expect(tracker.stability([1, 2, 3])?.sinceMs).toBe(500);
  });
});

describe('the highest term', () => {
  it('is 0 before anybody tells of one, and whoever tells of it', () => {
    expect(trackerOf([]).term).toBe(0);
    expect(trackerOf([...stands(10, 2, 5), ...stands(10, 3, 4)]).term).toBe(5);
  });

  it('does not count what a node told that has crashed', () => {
    const tracker = trackerOf([...stands(10, 2, 5), ...stands(10, 3, 4)]);
    tracker.forget(2);
    expect(tracker.term).toBe(4);
    tracker.forget(3);
    expect(tracker.term).toBe(0);
  });
});

it('a leader that is elected again is followed by those alone that have heard from it since', () => {
  const tracker = trackerOf([...leads(20, 1, 1, [2, 3]), became(400, 1, 'leader', 2)]);
  for (const node of [2, 3]) tracker.observe({ atMs: 399, node, fact: { type: 'termAdvanced', term: 2 } });
  expect(tracker.followedBy(2, [1, 2, 3])).toBeNull();
  tracker.observe(recognised(402, 3, 1, 2));
  expect(tracker.followedBy(2, [1, 2, 3])).toEqual({ leader: 1, term: 2 });
});
