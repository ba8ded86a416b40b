import type { SpuriousCause } from '../../shared/experiment';
import type { NodeId } from '../../shared/ids';
import type { Message } from '../../node/raft/types';
import { isCut } from '../cluster/links';
import type { Stage } from './stage';

interface Sent {
  readonly atMs: number;
  /** Infinity when it was lost. */
  readonly arrivesMs: number;
}

/** So many of a link's latest AppendEntries are remembered: more than one timeout can hold. */
const REMEMBERED = 64;
/** By so much may a heartbeat be late without being a stall, ms. */
const HARMLESS_MS = 0.25;

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
    const sent = this.#between(leader, candidate);
    const heard = sent.findLast(({ arrivesMs }) => arrivesMs <= nowMs);
    const heardMs = heard?.arrivesMs ?? -Infinity;
    const wasPaused = (node: NodeId): boolean =>
      cluster.isPaused(node) || (this.#pausedMs[node] ?? -Infinity) > heardMs;
    if (wasPaused(leader) || wasPaused(candidate)) return 'paused';
    if (isCut(cluster.faults, leader, candidate)) {
      return isCut(cluster.faults, candidate, leader) ? 'lostDatagrams' : 'asymmetricLink';
    }
    const since = sent.filter(({ atMs }) => atMs > (heard?.atMs ?? -Infinity));
    if (since.some(({ arrivesMs }) => arrivesMs === Infinity)) return 'lostDatagrams';
    const lastSentMs = sent.at(-1)?.atMs ?? -Infinity;
    const overdueMs = nowMs - lastSentMs - experiment.cluster.heartbeatMs;
    return overdueMs > HARMLESS_MS ? 'stall' : 'lateHeartbeat';
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
