import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../src/shared/settings';
import { latenessRemark, remarksOn } from '../../src/shared/warnings';

const paper: ClusterSettings = { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 15 } };
const texts = (s: Partial<ClusterSettings>, roundTripMs: number | null = null) =>
  remarksOn({ ...paper, ...s }, roundTripMs).map((a) => `${a.level}: ${a.text}`);

describe('advice on legal settings', () => {
  it('says of a range ten delays wide that it is what the thesis advises', () => {
    expect(texts({})).toEqual([
      'good: The range is 10 × the link delay (15 ms): the thesis advises about 10 ×.',
    ]);
  });

  it('warns first that heartbeats at or over the shortest timeout depose a live leader', () => {
    expect(texts({ heartbeatMs: 149.9 })).not.toContainEqual(expect.stringContaining('depose'));
    expect(texts({ heartbeatMs: 150 })[0]).toMatch(
      /^warning: Heartbeats every 150 ms .* depose a live leader/,
    );
  });

  it('warns that a range no wider than the delay splits nearly every election', () => {
    expect(texts({ electionTimeoutMaxMs: 165 })[0]).toContain('nearly every election splits');
    expect(texts({ electionTimeoutMaxMs: 180 })[0]).toContain(
      'The range is 2 × the link delay: expect split',
    );
  });

  it('warns that equal timeouts leave ties to timer noise', () => {
    expect(texts({ electionTimeoutMaxMs: 150 })[0]).toContain('All timeouts are the same');
  });

  it('warns that a round trip longer than the timeout lets no candidate win', () => {
    expect(texts({ latency: { kind: 'uniform', minMs: 70, maxMs: 90 } })[0]).toContain('candidates give up');
  });

  it('warns about loss when one missed heartbeat starts an election, and when loss decides elections', () => {
    expect(texts({ loss: 0.01, heartbeatMs: 75 })[0]).not.toContain('missed heartbeat');
    expect(texts({ loss: 0.01, heartbeatMs: 100 })[0]).toContain('one missed heartbeat');
    expect(texts({ loss: 0.3 })[0]).toContain('At 30% loss');
  });

  it('explains why localhost shows no split votes, from the measured round trip where there is one', () => {
    const local = { latency: { kind: 'fixed', ms: 0 } } as const;
    expect(texts(local)).toEqual([
      'note: Loopback takes about 0.05 ms: the network alone splits next to no votes. Add link delay or narrow the range.',
    ]);
    expect(texts(local, 0.24)[0]).toContain('Loopback takes about 0.12 ms');
  });

  it('notes that an even cluster survives no more crashes than one node fewer', () => {
    expect(texts({ nodes: 4 })[0]).toBe('note: 4 nodes survive 1 crash, no more than 3 do.');
    expect(texts({ nodes: 2 })[0]).toBe('note: 2 nodes survive 0 crashes, no more than 1 do.');
  });

  it('speaks of nothing but itself to a cluster of one', () => {
    expect(texts({ nodes: 1, heartbeatMs: 500, electionTimeoutMaxMs: 150 })).toEqual([
      'note: One node is its own majority: it leads at once and alone.',
    ]);
  });
});

describe('late timers', () => {
  it.each([
    [29, 20, null],
    [null, 20, null],
    [117.3, 20, 'Timers are 117 ms late: 5 nodes are too many here now. Take fewer, or less load.'],
    [117.3, 0, 'Timers are 117 ms late: 5 nodes are too many here now. Take fewer.'],
  ])('of %s ms at %i commands a second and timeouts from 150 ms on', (lateMs, clientLoadPerSecond, text) => {
    expect(latenessRemark({ ...paper, clientLoadPerSecond }, lateMs)?.text ?? null).toBe(text);
  });
});
