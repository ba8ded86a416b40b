import type { SpuriousCause } from '../../shared/trialRecord';
import type { NodeId } from '../../shared/ids';
import type { Message } from '../../node/raft/types';
import { isCut } from '../cluster/links';
import { causeOfSilence, type Sent } from '../trial/silence';
import { causeOfGivingUp } from '../trial/unanswered';
import type { Stage } from './stage';

/** So many of a link's latest AppendEntries, and answers to them, are remembered: more than one timeout can hold. */
const REMEMBERED = 64;
/** Knows from all messages and pauses why a server did not hear its leader in time, or a leader its followers. */
export class Evidence {
  readonly #stage: Stage;
  /** By `from` × 2¹⁶ + `to`, the latest last. */
  readonly #appends = new Map<number, Sent[]>();
  readonly #answers = new Map<number, Sent[]>();
  /** When each server was last seen paused. */
  readonly #pausedMs: number[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  sent({ type, from, to }: Message, atMs: number, arrivesMs: number): void {
    if (type !== 'AppendEntries' && type !== 'AppendEntriesReply') return;
    const sent = between(type === 'AppendEntries' ? this.#appends : this.#answers, from, to);
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
    return causeOfSilence({
      sent: between(this.#appends, leader, candidate),
      stoodMs: nowMs,
      heartbeatMs: experiment.cluster.heartbeatMs,
      pausedSince: (atMs) => this.#wasPaused(leader, atMs) || this.#wasPaused(candidate, atMs),
      cutFromLeader: isCut(cluster.faults, leader, candidate),
      cutToLeader: isCut(cluster.faults, candidate, leader),
    });
  }

  /** Why `leader` did not hear a majority in time; asked at the moment at which it gives up. */
  causeOfGivingUp(leader: NodeId, nowMs: number): SpuriousCause | null {
    const { cluster, experiment, servers } = this.#stage;
    const exchanges = servers
      .filter((follower) => follower !== leader)
      .map((follower) => ({
        requests: between(this.#appends, leader, follower),
        answers: between(this.#answers, follower, leader),
        pausedSince: (atMs: number) => this.#wasPaused(leader, atMs) || this.#wasPaused(follower, atMs),
        cutTo: isCut(cluster.faults, leader, follower),
        cutFrom: isCut(cluster.faults, follower, leader),
      }));
    return causeOfGivingUp(exchanges, nowMs, experiment.cluster.heartbeatMs);
  }

  #wasPaused(node: NodeId, sinceMs: number): boolean {
    return this.#stage.cluster.isPaused(node) || (this.#pausedMs[node] ?? -Infinity) > sinceMs;
  }
}

function between(messages: Map<number, Sent[]>, from: NodeId, to: NodeId): Sent[] {
  const key = from * 0x1_0000 + to;
  const known = messages.get(key);
  if (known !== undefined) return known;
  const fresh: Sent[] = [];
  messages.set(key, fresh);
  return fresh;
}
