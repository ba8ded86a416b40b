import type { Experiment } from '../../shared/experiment';
import type { SpuriousCause } from '../../shared/trialRecord';
import type { MessageKind, MessageTrace } from '../../shared/control/toLab';
import type { NodeId } from '../../shared/ids';
import type { Cluster } from '../cluster/cluster';
import type { TraceClaim } from '../cluster/traceClaims';
import type { CircumstancesLog } from '../trial/circumstances';
import { causeOfSilence, type Sent } from '../trial/silence';
import { causeOfGivingUp, type Exchange } from '../trial/unanswered';

/** Under more commands a second than this, messages are not watched: to tell of each would cost too much. */
const MOST_WATCHED_PER_SECOND = 200;

const REQUESTS: ReadonlySet<MessageKind> = new Set(['heartbeat', 'append']);
const ANSWERS: ReadonlySet<MessageKind> = new Set(['appendOk', 'appendRefused']);

/**
 * Watches what leaders send and are answered, and knows from it why a server did not hear its leader in time, or a
 * leader its followers. Under a heavy client load it only knows of pauses and cuts.
 */
export class Evidence {
  readonly #cluster: Cluster;
  readonly #experiment: Experiment;
  /** Null where messages are not watched. */
  readonly #claim: TraceClaim | null;
  readonly #unsubscribe: () => void;
  readonly #appends: MessageTrace[] = [];
  readonly #answers: MessageTrace[] = [];

  constructor(cluster: Cluster, experiment: Experiment) {
    this.#cluster = cluster;
    this.#experiment = experiment;
    const watches = experiment.cluster.clientLoadPerSecond <= MOST_WATCHED_PER_SECOND;
    this.#claim = watches ? cluster.traces.claim(1) : null;
    this.#unsubscribe = cluster.news.onTrace((trace) => {
      if (REQUESTS.has(trace.kind)) this.#appends.push(trace);
      else if (ANSWERS.has(trace.kind)) this.#answers.push(trace);
    });
  }

  close(): void {
    this.#unsubscribe();
    this.#claim?.end();
  }

  /** Null when it cannot be told. Asked when all that happened until then has been told. */
  causeOf(
    candidate: NodeId,
    leader: NodeId,
    stoodMs: number,
    circumstances: CircumstancesLog,
  ): SpuriousCause | null {
    const { isCut } = circumstances.at(stoodMs);
    const cause = causeOfSilence({
      sent: this.#isWatching ? sentBetween(this.#appends, leader, candidate, stoodMs) : [],
      stoodMs,
      heartbeatMs: this.#experiment.cluster.heartbeatMs,
      pausedSince: this.#pausedSince([candidate, leader], stoodMs, circumstances),
      cutFromLeader: isCut(leader, candidate),
      cutToLeader: isCut(candidate, leader),
    });
    return this.#isWatching || cause === 'paused' || isCut(leader, candidate) ? cause : null;
  }

  /** Why `leader` did not hear a majority (CheckQuorum). Null when it cannot be told. Asked as `causeOf` is. */
  causeOfGivingUp(leader: NodeId, gaveUpMs: number, circumstances: CircumstancesLog): SpuriousCause | null {
    const exchanges = this.#cluster.servers
      .filter((follower) => follower !== leader)
      .map((follower) => this.#exchange(leader, follower, gaveUpMs, circumstances));
    const cause = causeOfGivingUp(exchanges, gaveUpMs, this.#experiment.cluster.heartbeatMs);
    return this.#isWatching || cause !== 'lateHeartbeat' ? cause : null;
  }

  #exchange(leader: NodeId, follower: NodeId, untilMs: number, circumstances: CircumstancesLog): Exchange {
    const { isCut } = circumstances.at(untilMs);
    const pausedSince = this.#pausedSince([follower, leader], untilMs, circumstances);
    const [cutTo, cutFrom] = [isCut(leader, follower), isCut(follower, leader)];
    const shared = { pausedSince, cutTo, cutFrom };
    if (this.#isWatching) {
      const requests = sentBetween(this.#appends, leader, follower, untilMs);
      return { ...shared, requests, answers: sentBetween(this.#answers, follower, leader, untilMs) };
    }
    // As far as is known, whoever was neither paused nor cut off has answered all along.
    const hindered = cutTo || cutFrom || pausedSince(-Infinity);
    return { ...shared, requests: [], answers: hindered ? [] : [{ atMs: untilMs, arrivesMs: untilMs }] };
  }

  get #isWatching(): boolean {
    return this.#claim !== null;
  }

  /** Was one of them paused between then and `untilMs`? */
  #pausedSince(
    nodes: readonly NodeId[],
    untilMs: number,
    circumstances: CircumstancesLog,
  ): (atMs: number) => boolean {
    return (atMs) => {
      // Where messages are not watched, nothing was heard for the shortest timeout at least.
      const { electionTimeoutMinMs } = this.#experiment.cluster;
      const sinceMs = Number.isFinite(atMs) ? atMs : untilMs - electionTimeoutMinMs;
      const meanwhile = circumstances.during(sinceMs, untilMs);
      return meanwhile.some(({ paused }) => nodes.some((node) => paused.has(node)));
    };
  }
}

function sentBetween(
  traces: readonly MessageTrace[],
  from: NodeId,
  to: NodeId,
  untilMs: number,
): readonly Sent[] {
  return traces
    .filter((trace) => trace.from === from && trace.to === to && trace.atMs <= untilMs)
    .map(({ atMs, delayMs }) => ({ atMs, arrivesMs: delayMs === null ? Infinity : atMs + delayMs }))
    .sort((a, b) => a.atMs - b.atMs);
}
