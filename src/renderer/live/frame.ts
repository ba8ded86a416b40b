import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import type { LabFrame } from '../../shared/contract';
import type { LabEvent } from '../../shared/labEvent';
import { calm } from './calm';
import { share } from './share';

/** Events kept for the drawer; the run folder on disk keeps what matters longer. */
export const EVENTS_KEPT = 500;

/** Figures that are others in nearly every frame are renewed this often, ms. */
const READABLE_MS = 200;

/** What the window knows of the lab, folded from frames. */
export interface LabView {
  /** Its counters and deadlines are calm: up to a fifth of a second old. */
  readonly cluster: ClusterSnapshot | null;
  /** As the last frame told it: for what is drawn in every frame. */
  readonly latest: ClusterSnapshot | null;
  /** Lab time since which the figures of `cluster` are what they are. */
  readonly figuresAtMs: number;
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
  latest: null,
  figuresAtMs: -Infinity,
  events: [],
  traceEvery: 1,
  coalesced: 0,
  frames: 0,
  leaderlessSinceMs: null,
};

/** The next view. An event that was told twice (after a reconnect) is kept once. */
export function reduceFrame(view: LabView, frame: LabFrame): LabView {
  const due = Math.abs(frame.nowMs - view.figuresAtMs) >= READABLE_MS;
  return {
    cluster: share(view.cluster, due ? frame.cluster : calm(view.cluster, frame.cluster)),
    latest: frame.cluster,
    figuresAtMs: due ? frame.nowMs : view.figuresAtMs,
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
