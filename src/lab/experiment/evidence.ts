import type { Experiment } from '../../shared/experiment';
import type { SpuriousCause } from '../../shared/trialRecord';
import type { MessageTrace } from '../../shared/control';
import type { NodeId } from '../../shared/ids';
import type { Cluster } from '../cluster/cluster';
import type { CircumstancesLog } from '../trial/circumstances';
import { causeOfSilence, type Sent } from '../trial/silence';

/** Under more commands a second than this, messages are not watched: to tell of each would cost too much. */
const MOST_WATCHED_PER_SECOND = 200;

/**
 * Watches what leaders send, and knows from it why a server did not hear its leader in time. Under a heavy client load
 * it only knows of pauses and cuts.
 */
export class Evidence {
  readonly #cluster: Cluster;
  readonly #experiment: Experiment;
  readonly #traceEvery: number;
  readonly #watches: boolean;
  readonly #unsubscribe: () => void;
  readonly #appends: MessageTrace[] = [];

  constructor(cluster: Cluster, experiment: Experiment) {
    this.#cluster = cluster;
    this.#experiment = experiment;
    this.#traceEvery = cluster.traceEvery;
    this.#watches = experiment.cluster.clientLoadPerSecond <= MOST_WATCHED_PER_SECOND;
    if (this.#watches) cluster.setTracing(1);
    this.#unsubscribe = cluster.news.onTrace((trace) => {
      if (trace.kind === 'heartbeat' || trace.kind === 'append') this.#appends.push(trace);
    });
  }

  close(): void {
    this.#unsubscribe();
    if (this.#watches) this.#cluster.setTracing(this.#traceEvery);
  }

  /** Null when it cannot be told. Asked when all that happened until then has been told. */
  causeOf(
    candidate: NodeId,
    leader: NodeId,
    stoodMs: number,
    circumstances: CircumstancesLog,
  ): SpuriousCause | null {
    const { isCut } = circumstances.at(stoodMs);
    const watched = this.#watches && this.#cluster.traceEvery === 1;
    const { heartbeatMs, electionTimeoutMinMs } = this.#experiment.cluster;
    const cause = causeOfSilence({
      sent: watched ? this.#sent(leader, candidate, stoodMs) : [],
      stoodMs,
      heartbeatMs,
      pausedSince: (atMs) => {
        // Where messages are not watched, it has heard nothing for its shortest timeout at least.
        const sinceMs = Number.isFinite(atMs) ? atMs : stoodMs - electionTimeoutMinMs;
        const meanwhile = circumstances.during(sinceMs, stoodMs);
        return meanwhile.some(({ paused }) => paused.has(candidate) || paused.has(leader));
      },
      cutFromLeader: isCut(leader, candidate),
      cutToLeader: isCut(candidate, leader),
    });
    const known = watched || cause === 'paused' || cause === 'asymmetricLink' || isCut(leader, candidate);
    return known ? cause : null;
  }

  #sent(from: NodeId, to: NodeId, untilMs: number): readonly Sent[] {
    return this.#appends
      .filter((trace) => trace.from === from && trace.to === to && trace.atMs <= untilMs)
      .map(({ atMs, delayMs }) => ({ atMs, arrivesMs: delayMs === null ? Infinity : atMs + delayMs }))
      .sort((a, b) => a.atMs - b.atMs);
  }
}
