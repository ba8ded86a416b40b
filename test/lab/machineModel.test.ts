import { describe, expect, it } from 'vitest';
import { machineModel, type RunningCluster } from '../../src/lab/machineModel';
import { NO_DELAY } from '../../src/shared/distribution';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../src/shared/settings';

function settingsWith(latencyMs: number, further: Partial<ClusterSettings> = {}): ClusterSettings {
  return { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: latencyMs }, ...further };
}

function measured(latencyMs: number, delays: Partial<RunningCluster['measured']>): RunningCluster {
  return { settings: settingsWith(latencyMs), measured: { roundTripMs: null, persistMs: null, ...delays } };
}

const fixed = (ms: number) => ({ kind: 'fixed', ms });
const empirical = (...samplesMs: number[]) => ({ kind: 'empirical', samplesMs });

describe('what a machine adds to a cluster', () => {
  it('is nothing where nothing runs or nothing is known', () => {
    const nothing = { ownLatency: NO_DELAY, reaction: NO_DELAY, persist: NO_DELAY };
    expect(machineModel(settingsWith(5), null)).toEqual(nothing);
    expect(machineModel(settingsWith(5), measured(5, {}))).toEqual(nothing);
  });

  it('latency is what requests for votes take to leave; the rest of a vote’s delay is the reaction', () => {
    const running = measured(0, { requestSpreadMs: [0.25, 0.5, 1], voteDelaySpreadMs: [0.25, 1, 3] });
    expect(machineModel(settingsWith(0), running)).toMatchObject({
      ownLatency: empirical(0.25, 0.5, 1),
      reaction: empirical(0, 0.5, 2.5),
    });
  });

  it('what takes place within a link’s delay is within it, in what was measured and in what is asked', () => {
    const delays = { requestSpreadMs: [0.25, 0.5, 1], voteDelaySpreadMs: [0.25, 1, 3] };
    expect(machineModel(settingsWith(0.75), measured(15, delays))).toMatchObject({
      ownLatency: empirical(0, 0, 0.25),
      reaction: empirical(0.25, 1, 3),
    });
  });

  it('is half of a heartbeat’s round trip, less the links’ delay, where no votes are known', () => {
    const running = measured(15, { roundTripMs: 31, requestSpreadMs: [], voteDelaySpreadMs: [] });
    expect(machineModel(settingsWith(0), running)).toMatchObject({
      ownLatency: fixed(0.5),
      reaction: NO_DELAY,
    });
    for (const known of [{ requestSpreadMs: [1] }, { voteDelaySpreadMs: [1] }]) {
      const half = measured(15, { roundTripMs: 31, ...known });
      expect(machineModel(settingsWith(0), half)).toMatchObject({ ownLatency: fixed(0.5) });
    }
    const within = measured(15, { roundTripMs: 29.9 });
    expect(machineModel(settingsWith(0), within)).toMatchObject({ ownLatency: fixed(0) });
  });

  it('a write is what was asked for, else what was measured, and without a disk nothing', () => {
    const running = measured(0, { persistMs: 2, persistSpreadMs: [1, 2, 3] });
    const asked = { persist: { kind: 'fixed', ms: 9 }, extraEntries: [] } as const;
    const memory = settingsWith(0, { durability: 'memory' });
    expect(machineModel(settingsWith(0), running).persist).toEqual(empirical(1, 2, 3));
    expect(machineModel(settingsWith(0), measured(0, { persistMs: 2 })).persist).toEqual(fixed(2));
    const once = measured(0, { persistMs: 2, persistSpreadMs: [3] });
    expect(machineModel(settingsWith(0), once).persist).toEqual(empirical(3));
    expect(machineModel(memory, running).persist).toEqual(NO_DELAY);
    expect(machineModel(memory, { ...running, environment: { ...asked, extraEntries: [] } }).persist).toEqual(
      fixed(9),
    );
  });
});
