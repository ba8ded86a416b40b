import { describe, expect, it } from 'vitest';
import { Monitor } from '../../../src/lab/cluster/monitor';

const STARTED_MS = 1000;
const LATER_MS = STARTED_MS + 10_000;

const told = (atMs: number, ms: number) => ({
  atMs,
  roundTripMs: [ms],
  persistMs: [ms],
  requestMs: Array.from({ length: 20 }, () => ms),
  voteDelayMs: Array.from({ length: 20 }, () => ms),
});

describe('what a running cluster is taken to be like', () => {
  it('the election of processes that have just been started tells nothing of those to come', () => {
    const monitor = new Monitor(STARTED_MS);
    monitor.samples(told(STARTED_MS + 2999, 20));
    expect(monitor.machine(LATER_MS)).toMatchObject({
      persistSpreadMs: [],
      requestSpreadMs: [],
      voteDelaySpreadMs: [],
    });
    expect(monitor.machine(LATER_MS).roundTripMs).toBeCloseTo(20, 0);
    monitor.samples(told(STARTED_MS + 3000, 1));
    const machine = monitor.machine(LATER_MS);
    expect(machine.persistMs).toBeCloseTo(1, 1);
    expect(machine.requestSpreadMs?.at(-1)).toBeCloseTo(1, 1);
    expect(machine.voteDelaySpreadMs?.at(-1)).toBeCloseTo(1, 1);
  });

  it('but for the median of its writes, as long as there are no others', () => {
    const monitor = new Monitor(STARTED_MS);
    monitor.samples({ ...told(STARTED_MS + 500, 1), persistMs: [2, 3, 40] });
    expect(monitor.machine(LATER_MS).persistMs).toBeCloseTo(3, 1);
    expect(monitor.measurements(LATER_MS).measured.persistMs).toBeCloseTo(3, 1);
    monitor.samples(told(LATER_MS, 1));
    expect(monitor.machine(LATER_MS).persistMs).toBeCloseTo(1, 1);
  });

  it('once a disk has become slower, what writes took before is forgotten, and what is told late of it ignored', () => {
    const monitor = new Monitor(STARTED_MS);
    monitor.samples(told(STARTED_MS, 1));
    monitor.samples(told(LATER_MS, 1));
    monitor.forgetWrites(LATER_MS + 50);
    monitor.samples(told(LATER_MS + 49, 1));
    expect(monitor.machine(LATER_MS + 50).persistMs).toBeNull();
    monitor.samples(told(LATER_MS + 50, 30));
    expect(monitor.machine(LATER_MS + 50).persistMs).toBeCloseTo(30, 0);
  });

  it('once the network has changed, the same holds for round trips, and for them alone', () => {
    const monitor = new Monitor(STARTED_MS);
    monitor.samples(told(LATER_MS, 1));
    monitor.forgetRoundTrips(LATER_MS + 50);
    monitor.samples(told(LATER_MS + 49, 1));
    const machine = monitor.machine(LATER_MS + 50);
    expect(machine.roundTripMs).toBeNull();
    expect(machine.persistMs).toBeCloseTo(1, 1);
  });
});
