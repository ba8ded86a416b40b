import type { MachineDelays } from '../shared/agreement';
import { medianOf } from '../shared/delayTail';
import { isNone, NO_DELAY, type Distribution } from '../shared/distribution';
import type { Environment } from '../shared/environment';
import type { ClusterSettings } from '../shared/settings';

/** A cluster that runs or has run, whose machine a prediction is for. */
export interface RunningCluster {
  readonly settings: ClusterSettings;
  /** Under these settings. */
  readonly measured: MachineDelays;
  /** What it was asked for beyond its settings. */
  readonly environment?: Pick<Environment, 'persist' | 'extraEntries'>;
}

/** What a simulated cluster needs to be as slow as a real one is by itself. */
export type MachineModel = Pick<Environment, 'ownLatency' | 'reaction' | 'persist'>;

/**
 * What a machine adds to a cluster's settings, as it was measured.
 *
 * Of the time that a request or a vote takes, only the part until it has left is latency that splits votes: a node that
 * is slow to get to what has come is as slow to get to its own deadline, and reads first. Where too few votes are known,
 * half of a heartbeat's round trip, less what the settings add, stands for all of it; that is longer, since a heartbeat
 * wakes idle processes.
 *
 * @param settings those that a prediction is for
 * @param running null when nothing runs: then messages take no more than the settings say, and writes no time
 */
export function machineModel(settings: ClusterSettings, running: RunningCluster | null): MachineModel {
  return { ...messagesOf(settings, running), persist: persistOf(settings, running) };
}

function messagesOf(
  settings: ClusterSettings,
  running: RunningCluster | null,
): Pick<Environment, 'ownLatency' | 'reaction'> {
  if (running === null) return { ownLatency: NO_DELAY, reaction: NO_DELAY };
  const { requestSpreadMs = [], voteDelaySpreadMs = [], roundTripMs } = running.measured;
  if (requestSpreadMs.length === 0 || voteDelaySpreadMs.length === 0) {
    const ownMs = roundTripMs === null ? 0 : roundTripMs / 2 - medianOf(running.settings.latency);
    return { ownLatency: { kind: 'fixed', ms: Math.max(0, ownMs) }, reaction: NO_DELAY };
  }
  const measuredOwn = beyond(medianOf(running.settings.latency), requestSpreadMs);
  return {
    ownLatency: beyond(medianOf(settings.latency), requestSpreadMs),
    reaction: beyond(medianOf(measuredOwn), voteDelaySpreadMs),
  };
}

/** What takes place within a link's delay adds nothing to it. */
function beyond(ms: number, spreadMs: readonly number[]): Distribution {
  return { kind: 'empirical', samplesMs: spreadMs.map((sample) => Math.max(0, sample - ms)) };
}

/**
 * A durable write as the machine's disk makes them: of a range narrower than a write the slowest decide. Only a median
 * is known of runs recorded before the rest was kept.
 */
function persistOf({ durability }: ClusterSettings, running: RunningCluster | null): Distribution {
  const asked = running?.environment?.persist ?? NO_DELAY;
  if (!isNone(asked)) return asked;
  if (running === null || durability === 'memory') return NO_DELAY;
  const { persistMs, persistSpreadMs = [] } = running.measured;
  if (persistSpreadMs.length > 0) return { kind: 'empirical', samplesMs: [...persistSpreadMs] };
  return { kind: 'fixed', ms: persistMs ?? 0 };
}
