import type { ClusterSnapshot, LabEvent, LabFrame } from '../../shared/contract';
import { share } from './share';

/** Events kept for the drawer; the run folder on disk keeps what matters longer. */
export const EVENTS_KEPT = 500;

/** What the window knows of the lab, folded from frames. */
export interface LabView {
  readonly cluster: ClusterSnapshot | null;
  /** Oldest first. */
  readonly events: readonly LabEvent[];
  readonly traceEvery: number;
  /** Frames folded into others since the window opened. */
  readonly coalesced: number;
  readonly frames: number;
  /** Lab time since which there has been no leader; null while there is one (or no cluster). */
  readonly leaderlessSinceMs: number | null;
}

export const NOTHING_YET: LabView = {
  cluster: null,
  events: [],
  traceEvery: 1,
  coalesced: 0,
  frames: 0,
  leaderlessSinceMs: null,
};

/** The next view. An event that was told twice (after a reconnect) is kept once. */
export function reduceFrame(view: LabView, frame: LabFrame): LabView {
  return {
    cluster: share(view.cluster, frame.cluster),
    events: withEvents(view.events, frame.events),
    traceEvery: frame.traceEvery,
    coalesced: view.coalesced + frame.coalesced,
    frames: view.frames + 1,
    leaderlessSinceMs:
      frame.cluster === null || frame.cluster.leader !== null
        ? null
        : (view.leaderlessSinceMs ?? frame.nowMs),
  };
}

function withEvents(known: readonly LabEvent[], told: readonly LabEvent[]): readonly LabEvent[] {
  const last = known.at(-1)?.sequence ?? -Infinity;
  const fresh = told.filter((event) => event.sequence > last);
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-EVENTS_KEPT);
}
