import { describe, expect, it } from 'vitest';
import { rejoinColumns } from '../../../src/lab/trial/rejoin';
import { answered, became, stands, timedOut } from './story';

/** Node 5 was cut off from the leader of term 3 and comes back at 1000. */
const REJOINING = { isolated: 5, leader: 1, term: 3, backMs: 1000 };

describe('a rejoin', () => {
  it('begins in the moment of the return', () => {
    const facts = [became(1000, 5, 'candidate', 9), became(1000, 1, 'follower', 9)];
    expect(rejoinColumns(facts, REJOINING)).toEqual({ termInflation: 0, leaderDeposed: true });
  });

  it('inflates the term by as many elections as the isolated server has tried', () => {
    const facts = [...stands(200, 5, 4), ...stands(450, 5, 5), ...stands(700, 5, 6)];
    expect(rejoinColumns(facts, REJOINING).termInflation).toBe(3);
  });

  it('with PreVote does not: a server that only asks keeps its term', () => {
    expect(rejoinColumns([became(200, 5, 'preCandidate', 3)], REJOINING)).toEqual({
      termInflation: 0,
      leaderDeposed: false,
    });
  });

  it('counts up to the return alone: terms that it brings about later are the consequence', () => {
    const facts = [...stands(200, 5, 4), ...stands(1100, 5, 5)];
    expect(rejoinColumns(facts, REJOINING).termInflation).toBe(1);
  });

  it('inflates it, too, where the isolated server learns of a later term from others that are', () => {
    const learns = { atMs: 500, node: 5, fact: { type: 'termAdvanced', term: 6 } } as const;
    expect(rejoinColumns([learns], REJOINING).termInflation).toBe(3);
  });

  it('is told by roles and terms alone', () => {
    const others = [timedOut(300, 5), answered(400, 5, 4, 9, 'leaderAlive', true), timedOut(1100, 1)];
    expect(rejoinColumns(others, REJOINING)).toEqual({ termInflation: 0, leaderDeposed: false });
  });

  it('deposes the leader when it steps down after the return', () => {
    const stepsDown = became(1002, 1, 'follower', 4);
    expect(rejoinColumns([...stands(200, 5, 4), stepsDown], REJOINING).leaderDeposed).toBe(true);
    expect(rejoinColumns([became(1002, 2, 'follower', 4)], REJOINING).leaderDeposed).toBe(false);
    expect(rejoinColumns([became(999, 1, 'follower', 4)], REJOINING).leaderDeposed).toBe(false);
    expect(rejoinColumns([became(1002, 1, 'leader', 3)], REJOINING).leaderDeposed).toBe(false);
  });
});
