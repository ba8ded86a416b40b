import { describe, expect, it } from 'vitest';
import { clusterSeed, crashOffsetMs, harmfulLateMs } from '../../../src/lab/experiment/schedule';
import { experimentSchema, type Experiment } from '../../../src/shared/experiment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';

describe('the crash schedule', () => {
  const offsets = Array.from({ length: 20_000 }, (_, trial) => crashOffsetMs(1, trial, 75));

  it('is drawn from seed and trial number alone', () => {
    expect(crashOffsetMs(1, 17, 75)).toBe(offsets[17]);
    expect(crashOffsetMs(2, 17, 75)).not.toBe(offsets[17]);
  });

  it('is uniform on [0, heartbeat): Kolmogorov–Smirnov at the 0.1% limit', () => {
    const sorted = offsets.toSorted((a, b) => a - b);
    expect(sorted[0]).toBeGreaterThanOrEqual(0);
    expect(sorted.at(-1)).toBeLessThan(75);
    const distance = sorted.reduce(
      (most, offset, i) =>
        Math.max(
          most,
          Math.abs(offset / 75 - i / sorted.length),
          Math.abs(offset / 75 - (i + 1) / sorted.length),
        ),
      0,
    );
    expect(distance).toBeLessThan(1.95 / Math.sqrt(sorted.length));
  });

  it('does not go from one trial to the next: lag-1 correlation within its 4σ limit', () => {
    const centred = offsets.map((offset) => offset / 75 - 0.5);
    const product = centred.slice(1).reduce((sum, value, i) => sum + value * centred[i]!, 0);
    const correlation = (product / (centred.length - 1)) * 12;
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(centred.length));
  });

  it('clusters have seeds of their own', () => {
    const seeds = [0, 1, 2, 3].map((cluster) => clusterSeed(1, cluster));
    expect(new Set(seeds).size).toBe(4);
  });
});

describe('a crash that comes late', () => {
  /** Heartbeats at 1000 and 1075; the crash is to be between them. */
  const schedule = { heartbeatMs: 1000, scheduledMs: 1040 };
  const experiment = (cluster: Partial<ClusterSettings> = {}, synchronisedHeartbeat = true): Experiment =>
    experimentSchema.parse({
      cluster: { ...DEFAULT_SETTINGS, heartbeatMs: 75, ...cluster },
      conditions: { synchronisedHeartbeat },
    });

  it('is no other crash while the leader would have been silent anyway', () => {
    expect(harmfulLateMs(experiment(), schedule, 1040.02)).toBe(0);
    expect(harmfulLateMs(experiment(), schedule, 1074.9)).toBe(0);
  });

  it('counts in full once a heartbeat can have gone out', () => {
    expect(harmfulLateMs(experiment(), schedule, 1075)).toBe(35);
    expect(harmfulLateMs(experiment(), { ...schedule, scheduledMs: 1080 }, 1151)).toBe(71);
  });

  it('counts in full where nobody knows when the leader speaks', () => {
    expect(harmfulLateMs(experiment({ clientLoadPerSecond: 20 }), schedule, 1042)).toBe(2);
    expect(harmfulLateMs(experiment({}, false), schedule, 1042)).toBe(2);
  });
});
