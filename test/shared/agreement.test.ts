import { describe, expect, it } from 'vitest';
import { machineFacts } from '../../src/shared/agreement';

const spread = (medianMs: number) => [0, medianMs, 2 * medianMs];

describe('what a machine is said to add', () => {
  it('is how soon requests leave, how soon votes are handled, and a write, each by its median', () => {
    const votes = { requestSpreadMs: spread(0.5), voteDelaySpreadMs: spread(1.2) };
    expect(machineFacts({ roundTripMs: 2.4, persistMs: 2, ...votes })).toEqual([
      ['request sent in', 0.5],
      ['vote handled in', 1.2],
      ['write', 2],
    ]);
  });

  it('is the round trip of heartbeats where no votes are known', () => {
    const none = { requestSpreadMs: [], voteDelaySpreadMs: [] };
    expect(machineFacts({ roundTripMs: 2.4, persistMs: null, ...none })).toEqual([['round trip', 2.4]]);
    expect(machineFacts({ roundTripMs: 2.4, persistMs: null })).toEqual([['round trip', 2.4]]);
  });

  it('is nothing where nothing is known', () => {
    expect(machineFacts({ roundTripMs: null, persistMs: null })).toEqual([]);
  });
});
