import { beforeEach, describe, expect, it } from 'vitest';
import { SteadyWatch } from '../../../src/lab/trial/steadyWatch';
import type { RoleReason, StampedFact } from '../../../src/shared/facts';
import type { SpuriousCause } from '../../../src/shared/trialRecord';
import { became, leads, recognised, stands } from './story';

const SERVERS = [1, 2, 3, 4, 5];
const FOLLOWERS = [2, 3, 4, 5];

let dead: Set<number>;
let cutOff: Set<number>;
let cause: SpuriousCause | null;
let causeOfGivingUp: SpuriousCause | null;
let watch: SteadyWatch;

/** A cluster that 1 leads in term 1, observed from 1000 ms on. */
beforeEach(() => {
  dead = new Set();
  cutOff = new Set();
  cause = 'lateHeartbeat';
  causeOfGivingUp = 'lostDatagrams';
  watch = new SteadyWatch(SERVERS, {
    lives: (node) => !dead.has(node),
    connected: (a, b) => !cutOff.has(a) && !cutOff.has(b),
    causeOf: () => cause,
    causeOfGivingUp: (leader, atMs) => (leader === 1 && atMs === 2000 ? causeOfGivingUp : null),
  });
  watch.begin(1000);
  see(leads(10, 1, 1, FOLLOWERS));
});

function see(facts: readonly StampedFact[]): void {
  for (const fact of facts) watch.observe(fact);
}

/** `leader` wins `term`, and 1 ms later all others follow it. */
function replaces(atMs: number, leader: number, term: number): StampedFact[] {
  const others = SERVERS.filter((node) => node !== leader);
  return [
    became(atMs, leader, 'leader', term),
    ...others.flatMap((node) => [
      became(atMs + 1, node, 'follower', term),
      recognised(atMs + 1, node, leader, term),
    ]),
  ];
}

const because = (atMs: number, node: number, reason: RoleReason, term = 1): StampedFact => ({
  atMs,
  node,
  fact: { type: 'roleChanged', role: reason === 'quorumLost' ? 'follower' : 'candidate', term, reason },
});
const counted = (): number => watch.end(10_000).spuriousElections;

describe('a spurious election: a term above the leader’s that begins while it lives and reaches a majority', () => {
  it('is counted with its cause', () => {
    see(stands(2000, 2, 2));
    expect(watch.end(10_000)).toMatchObject({ spuriousElections: 1, causes: { lateHeartbeat: 1, stall: 0 } });
  });

  it('is counted without one where that cannot be told', () => {
    cause = null;
    see(stands(2000, 2, 2));
    expect(watch.end(10_000)).toMatchObject({ spuriousElections: 1, causes: { lateHeartbeat: 0 } });
  });

  it('is counted once for each leader: the terms after it are its consequence', () => {
    see([...stands(2000, 2, 2), ...stands(2300, 3, 3)]);
    expect(counted()).toBe(1);
    see([...replaces(2310, 3, 3), ...stands(4000, 4, 4)]);
    expect(counted()).toBe(2);
  });

  it('is none before the observation begins, nor when somebody asked for it', () => {
    see([...stands(900, 2, 2), ...leads(910, 1, 3, FOLLOWERS)]);
    expect(counted()).toBe(0);
    see([because(2000, 2, 'campaignRequested', 9)]);
    expect(counted()).toBe(0);
  });

  it('is one with PreVote as without: by who stands, from the first moment on, not by who only asks', () => {
    see([became(1000, 2, 'preCandidate', 2)]);
    expect(counted()).toBe(0);
    see([because(1000, 2, 'preVoteWon', 2)]);
    expect(counted()).toBe(1);
  });

  it('is none in the leader’s own term', () => {
    see(stands(2000, 2, 1));
    expect(counted()).toBe(0);
  });

  it('is none when the leader is dead, or reaches too few', () => {
    dead.add(1);
    see(stands(2000, 2, 2));
    expect(counted()).toBe(0);
    dead.clear();
    cutOff = new Set([3, 4, 5]);
    see(stands(2300, 3, 3));
    expect(counted()).toBe(0);
    cutOff = new Set([4, 5]);
    see(stands(2600, 3, 4));
    expect(counted()).toBe(1);
  });

  it('is one after a leader that gave up for want of answers, too (CheckQuorum): why these were missing', () => {
    see([because(2000, 1, 'quorumLost'), ...stands(2200, 2, 2), ...stands(2500, 3, 3)]);
    expect(watch.end(10_000)).toMatchObject({
      spuriousElections: 1,
      causes: { lateHeartbeat: 0, lostDatagrams: 1 },
    });
  });

  it('after a leader that gave up is one even if others die meanwhile, and explains no later one', () => {
    see([because(2000, 1, 'quorumLost')]);
    watch.crashed(5, 2100);
    see([...stands(2200, 2, 2), ...replaces(2250, 2, 2), ...stands(4000, 4, 3)]);
    expect(watch.end(10_000)).toMatchObject({
      spuriousElections: 2,
      causes: { lostDatagrams: 1, lateHeartbeat: 1 },
    });
  });

  it('after a leader that gave up has no cause where that cannot be told', () => {
    causeOfGivingUp = null;
    see([because(2000, 1, 'quorumLost'), ...stands(2200, 2, 2)]);
    const { spuriousElections, causes } = watch.end(10_000);
    expect(spuriousElections).toBe(1);
    expect(Object.values(causes).every((count) => count === 0)).toBe(true);
  });

  it('but not where that leader was cut off, or has died', () => {
    see([because(2000, 1, 'quorumLost')]);
    cutOff.add(1);
    see(stands(2200, 2, 2));
    cutOff.clear();
    watch.crashed(1, 2300);
    see(stands(2500, 3, 3));
    expect(counted()).toBe(0);
  });
});

describe('time without a leader', () => {
  it('runs while no majority follows one leader, within the observation', () => {
    see([became(1500, 4, 'candidate', 2), became(1600, 5, 'preCandidate', 1)]);
    expect(watch.followed).toEqual({ leader: 1, term: 1 });
    see([became(2000, 3, 'candidate', 2)]);
    expect(watch.followed).toBeNull();
    see(replaces(2150, 3, 2));
    expect(watch.end(10_000)).toMatchObject({ observedMs: 9000, leaderlessMs: 151 });
  });

  it('ends when a majority has heard from the leader, and begins again when one of it learns of a later term', () => {
    see([became(2000, 3, 'leader', 2), became(2001, 1, 'follower', 2), became(2001, 2, 'follower', 2)]);
    see([recognised(2010, 1, 3, 2), recognised(2020, 2, 3, 2)]);
    expect(watch.end(3000).leaderlessMs).toBe(20);
    see([{ atMs: 4000, node: 2, fact: { type: 'termAdvanced', term: 3 } }]);
    expect(watch.end(4005).leaderlessMs).toBe(25);
  });

  it('is all the time where nobody has ever led', () => {
    const alone = new SteadyWatch(SERVERS, {
      lives: () => true,
      connected: () => true,
      causeOf: () => null,
      causeOfGivingUp: () => null,
    });
    alone.begin(1000);
    expect(alone.end(1500)).toMatchObject({ observedMs: 500, leaderlessMs: 500 });
  });

  it('that began before the observation counts from its beginning', () => {
    see(stands(900, 2, 2));
    see(stands(910, 3, 2));
    see(stands(920, 4, 2));
    expect(watch.end(1250).leaderlessMs).toBe(250);
  });

  it('begins when too many are gone', () => {
    watch.crashed(4, 3000);
    watch.crashed(5, 3000);
    expect(watch.followed).toEqual({ leader: 1, term: 1 });
    watch.crashed(3, 3000);
    expect(watch.end(3500).leaderlessMs).toBe(500);
  });
});
