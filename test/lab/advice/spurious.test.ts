import { describe, expect, it } from 'vitest';
import { SpuriousModel } from '../../../src/lab/advice/spurious';
import { RaftCore } from '../../../src/node/raft/core';
import { seededRandom } from '../../../src/node/random';
import { drawDelayMs } from '../../../src/node/transport/delay';
import { VirtualCluster } from '../../../src/lab/simulation/virtualCluster';
import type { AdviceEnvironment } from '../../../src/shared/advice';
import { NO_DELAY } from '../../../src/shared/distribution';
import { serverIds } from '../../../src/shared/ids';

const QUIET: AdviceEnvironment = {
  nodes: 5,
  latency: { kind: 'fixed', ms: 1 },
  persist: NO_DELAY,
  loss: 0,
  stalls: { perDay: 0, duration: NO_DELAY },
  preVote: false,
  checkQuorum: false,
};
const TIMING = { minMs: 150, widthMs: 150, heartbeatMs: 50 };
const perDay = (environment: Partial<AdviceEnvironment>, timing = TIMING): number =>
  new SpuriousModel({ ...QUIET, ...environment }).rate(timing).perDay;

const SETTLING_MS = 1000;

/** Elections a day against a leader, of the real core in virtual time: the cluster starts anew after each. */
function simulatedPerDay(environment: AdviceEnvironment, elections: number, seed = 1): number {
  const random = seededRandom(seed, 0);
  const { latency, loss, preVote, checkQuorum } = environment;
  const servers = serverIds(environment.nodes);
  let leader: number | null = null;
  let term = 0;
  let leaderSinceMs = 0;
  let healthyMs = 0;
  let counted = 0;
  const cluster = new VirtualCluster(
    {
      messageDelayMs: () => (random() < loss ? Infinity : drawDelayMs(latency, random)),
      reactionMs: () => 0,
      persistDelayMs: () => 0,
      timerLateMs: () => 0,
    },
    {
      fact: ({ atMs, node, fact }) => {
        if (fact.type !== 'roleChanged') return;
        if (fact.role === 'leader') {
          leader = node;
          term = fact.term;
          leaderSinceMs = atMs;
        } else if (leader !== null && (fact.term > term || node === leader)) {
          // What is still under way from the election before is not of this leader's making.
          const settledMs = atMs - leaderSinceMs - SETTLING_MS;
          if (settledMs > 0) {
            healthyMs += settledMs;
            counted += 1;
          }
          leader = null;
        }
      },
    },
  );
  const timing = {
    electionTimeoutMinMs: TIMING.minMs,
    electionTimeoutMaxMs: TIMING.minMs + TIMING.widthMs,
    heartbeatMs: TIMING.heartbeatMs,
    preVote,
    checkQuorum,
  };
  for (const id of servers) {
    cluster.start(new RaftCore({ id, servers, timing, random, maxAppendBytes: 1200 }, null, 0));
  }
  while (counted < elections) cluster.advance();
  return (86_400_000 * counted) / healthyMs;
}

describe('spurious elections', () => {
  it('are none where every heartbeat is on time and nobody stands still', () => {
    expect(perDay({})).toBe(0);
    expect(perDay({ latency: { kind: 'uniform', minMs: 1, maxMs: 40 } })).toBe(0);
  });

  it('need as many lost heartbeats in a row as fit into the timeout', () => {
    // Timeouts of exactly 160 ms, heartbeats every 50 ms that take 1 ms: three of them must be lost, p³ of each arrival.
    const loss = 0.01;
    const arrivalsPerDay = ((1 - loss) * 86_400_000) / 50;
    expect(perDay({ loss }, { ...TIMING, minMs: 160, widthMs: 0 })).toBeCloseTo(
      4 * arrivalsPerDay * loss ** 3,
      6,
    );
    expect(perDay({ loss }, { ...TIMING, minMs: 210, widthMs: 0 })).toBeCloseTo(
      4 * arrivalsPerDay * loss ** 4,
      8,
    );
  });

  it('become rarer with longer timeouts, more heartbeats and a guard against single followers', () => {
    const lossy = { loss: 0.05, latency: { kind: 'lognormal', medianMs: 5, sigma: 0.5 } as const };
    const base = perDay(lossy);
    expect(perDay(lossy, { ...TIMING, minMs: 300 })).toBeLessThan(base / 10);
    expect(perDay(lossy, { ...TIMING, heartbeatMs: 25 })).toBeLessThan(base / 10);
    expect(perDay({ ...lossy, preVote: true, checkQuorum: true })).toBeLessThan(base / 10);
    // In this lab PreVote alone does not guard: voters must remember their leader as well.
    expect(perDay({ ...lossy, preVote: true })).toBe(base);
  });

  it('keep their digits far below what could be counted', () => {
    const rate = perDay(
      { latency: { kind: 'normal', meanMs: 10, sdMs: 2 } },
      { ...TIMING, minMs: 90, widthMs: 0 },
    );
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThan(1e-20);
  });

  it.each([
    ['loss', { loss: 0.2 }],
    ['loss, three nodes', { loss: 0.2, nodes: 3 }],
    ['late heartbeats', { latency: { kind: 'lognormal', medianMs: 20, sigma: 1 } as const, loss: 0.02 }],
    [
      'delays that vary by more than a heartbeat',
      { latency: { kind: 'exponential', meanMs: 30 } as const, loss: 0.05 },
    ],
  ])(
    'are as many as the simulation counts: %s',
    (_, environment) => {
      const simulated = simulatedPerDay({ ...QUIET, ...environment }, 300);
      expect(perDay(environment) / simulated).toBeGreaterThan(0.85);
      expect(perDay(environment) / simulated).toBeLessThan(1.25);
    },
    30_000,
  );

  it.each([
    ['five nodes', { loss: 0.3 }],
    ['three nodes', { loss: 0.2, nodes: 3 }],
  ])(
    'with PreVote and CheckQuorum are at least as many as the simulation counts, and not many more: %s',
    (_, more) => {
      const environment = { ...QUIET, ...more, preVote: true, checkQuorum: true };
      const simulated = simulatedPerDay(environment, 300);
      expect(perDay(environment) / simulated).toBeGreaterThan(0.9);
      expect(perDay(environment) / simulated).toBeLessThan(2);
    },
  );
});

describe('stalls', () => {
  const stalls = { perDay: 100, duration: { kind: 'exponential', meanMs: 40 } as const };

  it('of the leader end in an election when they outlast the first timeout', () => {
    const random = seededRandom(7, 1);
    const draws = 400_000;
    let outlasted = 0;
    for (let i = 0; i < draws; i++) {
      const stallMs = drawDelayMs(stalls.duration, random);
      const first = Math.min(...Array.from({ length: 4 }, () => TIMING.minMs + random() * TIMING.widthMs));
      if (random() * TIMING.heartbeatMs + stallMs > first) outlasted += 1;
    }
    const guarded = perDay({ stalls, preVote: true, checkQuorum: true });
    expect(guarded / ((stalls.perDay * outlasted) / draws)).toBeCloseTo(1, 1);
  });

  it('of followers count as well where nothing guards against a single one', () => {
    expect(perDay({ stalls })).toBeGreaterThan(1.5 * perDay({ stalls, preVote: true, checkQuorum: true }));
  });

  it('are a cause of their own', () => {
    const {
      perDay: all,
      network,
      stalls: part,
    } = new SpuriousModel({ ...QUIET, loss: 0.1, stalls }).rate(TIMING);
    expect(all).toBe(network + part);
    expect(Math.min(network, part)).toBeGreaterThan(0);
  });
});
