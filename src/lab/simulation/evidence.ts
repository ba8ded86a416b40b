import type { SpuriousCause } from '../../shared/trialRecord';
import type { NodeId } from '../../shared/ids';
import type { Message } from '../../node/raft/types';
import { isCut } from '../cluster/links';
import { causeOfSilence, type Sent } from '../trial/silence';
import type { Stage } from './stage';

/** So many of a link's latest AppendEntries are remembered: more than one timeout can hold. */
const REMEMBERED = 64;
/** Knows from all messages and pauses why a server did not hear its leader in time. */
export class Evidence {
  readonly #stage: Stage;
  /** By `from` × 2¹⁶ + `to`, the latest last. */
  readonly #appends = new Map<number, Sent[]>();
  /** When each server was last seen paused. */
  readonly #pausedMs: number[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  sent({ type, from, to }: Message, atMs: number, arrivesMs: number): void {
    if (type !== 'AppendEntries') return;
    const sent = this.#between(from, to);
    sent.push({ atMs, arrivesMs });
    if (sent.length > 2 * REMEMBERED) sent.splice(0, REMEMBERED);
  }

  /** It is paused now, or just no longer. */
  paused(node: NodeId): void {
    this.#pausedMs[node] = this.#stage.cluster.nowMs;
  }

  /** Why `candidate` did not hear `leader` in time; asked at the moment at which it stands. */
  causeOf(candidate: NodeId, leader: NodeId, nowMs: number): SpuriousCause {
    const { cluster, experiment } = this.#stage;
    const wasPaused = (node: NodeId, sinceMs: number): boolean =>
      cluster.isPaused(node) || (this.#pausedMs[node] ?? -Infinity) > sinceMs;
    return causeOfSilence({
      sent: this.#between(leader, candidate),
      stoodMs: nowMs,
      heartbeatMs: experiment.cluster.heartbeatMs,
      pausedSince: (atMs) => wasPaused(leader, atMs) || wasPaused(candidate, atMs),
      cutFromLeader: isCut(cluster.faults, leader, candidate),
      cutToLeader: isCut(cluster.faults, candidate, leader),
    });
  }

  #between(from: NodeId, to: NodeId): Sent[] {
    const key = from * 0x1_0000 + to;
    const known = this.#appends.get(key);
    if (known !== undefined) return known;
    const fresh: Sent[] = [];
    this.#appends.set(key, fresh);
    return fresh;
  }
}
