import { describe, expect, it } from 'vitest';
import { MachineLog, machineSamples } from '../../../src/lab/cluster/machineLog';
import type { Telemetry } from '../../../src/shared/control/toLab';

const NOTHING = { atMs: 0, roundTripMs: [], persistMs: [], requestMs: [], voteDelayMs: [] };
const MINUTE_MS = 60_000;

function telemetry(votes: Telemetry['samples']['votes']): Telemetry {
  return {
    type: 'telemetry',
    atMs: 100,
    facts: [],
    traces: [],
    samples: { roundTripMs: [1], persistMs: [2], requestMs: [0.5], votes },
    counters: { sent: 0, received: 0, conditioned: 0, dropped: {} as never, rssBytes: 0 },
  };
}

describe('what a report tells of its machine', () => {
  it('a vote was delayed from when its link let it arrive until it was handled', () => {
    const told = machineSamples(telemetry([{ dueMs: 50, handledMs: 50.5 }]), -Infinity);
    expect(told).toEqual({
      atMs: 100,
      roundTripMs: [1],
      persistMs: [2],
      requestMs: [0.5],
      voteDelayMs: [0.5],
    });
  });

  it('what waited while the node was paused tells nothing', () => {
    const votes = [
      { dueMs: 50, handledMs: 80.1 },
      { dueMs: 80, handledMs: 80.25 },
    ];
    expect(machineSamples(telemetry(votes), 80).voteDelayMs).toEqual([0.25]);
  });
});

describe('what is known of a machine', () => {
  const votesOf = (n: number) => Array.from({ length: n }, (_, i) => (i + 1) / 10);

  it('is nothing at first', () => {
    expect(new MachineLog(MINUTE_MS).delays(0)).toEqual({
      roundTripMs: null,
      persistMs: null,
      persistSpreadMs: [],
      requestSpreadMs: [],
      voteDelaySpreadMs: [],
    });
  });

  it('the spread of its votes is told from twenty on', () => {
    const log = new MachineLog(MINUTE_MS);
    log.add({ ...NOTHING, voteDelayMs: votesOf(19) });
    expect(log.delays(0).voteDelaySpreadMs).toEqual([]);
    log.add({ ...NOTHING, voteDelayMs: [2] });
    const spread = log.delays(0).voteDelaySpreadMs ?? [];
    expect(spread).toHaveLength(100);
    expect(spread).toEqual(spread.toSorted((a, b) => a - b));
    expect(spread[50]).toBeCloseTo(1.1, 1);
  });

  it('votes and writes are remembered for longer than heartbeats', () => {
    const log = new MachineLog(MINUTE_MS, 60 * MINUTE_MS);
    log.add({ atMs: 0, roundTripMs: [1], persistMs: [1], requestMs: [0.5], voteDelayMs: votesOf(20) });
    const later = log.delays(10 * MINUTE_MS);
    expect(later.roundTripMs).toBeNull();
    expect(later.persistMs).toBeCloseTo(1, 1);
    expect(later.voteDelaySpreadMs).toHaveLength(100);
  });

  it('where clients have many writes made, those of late count', () => {
    const log = new MachineLog(MINUTE_MS, 60 * MINUTE_MS);
    const writes = (n: number, ms: number): number[] => Array.from({ length: n }, () => ms);
    log.add({ ...NOTHING, persistMs: writes(100, 9) });
    const nowMs = 10 * MINUTE_MS;
    log.add({ ...NOTHING, atMs: nowMs, persistMs: writes(19, 1) });
    expect(log.medians(nowMs).persistMs).toBeCloseTo(9, 0);
    log.add({ ...NOTHING, atMs: nowMs, persistMs: [1] });
    expect(log.medians(nowMs).persistMs).toBeCloseTo(1, 1);
    expect(Math.max(...(log.delays(nowMs).persistSpreadMs ?? []))).toBeCloseTo(1, 1);
  });

  it('over a whole run nothing is forgotten', () => {
    const log = new MachineLog(Infinity);
    log.add({ ...NOTHING, atMs: 1, roundTripMs: [3] });
    log.add({ ...NOTHING, atMs: 1000 * MINUTE_MS, roundTripMs: [1, 1, 3, 3] });
    expect(log.medians(1000 * MINUTE_MS).roundTripMs).toBeCloseTo(3, 1);
  });
});
