import type { LabEvent } from '../../shared/labEvent';
import type { MessageTrace } from '../../shared/control/toLab';
import type { TrialRecord } from '../../shared/trialRecord';
import type { StampedFact } from '../../shared/facts';
import type { TracedDisturbance, TrialTrace } from '../../shared/trace';
import type { Cluster } from '../cluster/cluster';
import type { ClusterNews } from '../cluster/news';

/** What it listens to. */
export interface TracedCluster extends Pick<Cluster, 'traceEvery'> {
  readonly news: Pick<ClusterNews, 'onFact' | 'onTrace' | 'onEvent'>;
}

/** How much is shown before the disturbance, in heartbeat intervals, and after the recovery, ms. */
const HEARTBEATS_BEFORE = 1.5;
const AFTER_MS = 20;

interface Pending {
  readonly traceEvery: number;
  readonly record: TrialRecord;
  readonly originMs: number;
}

/**
 * Gathers what real nodes tell of each trial: facts and messages come in batches, some only after the trial is over.
 * So a trial's trace is ready when the next trial is, or at the end. Of a node that was killed, what it had not yet told
 * (the last 33 ms at most) is lost. A message arrives when its link's delay is over; the machine's own delay, some
 * hundredths of a millisecond, is not known of single messages.
 */
export class TraceCollector {
  #facts: StampedFact[] = [];
  #messages: MessageTrace[] = [];
  #events: LabEvent[] = [];
  #pending: Pending | null = null;
  readonly #cluster: TracedCluster;
  readonly #unsubscribe: readonly (() => void)[];

  constructor(cluster: TracedCluster) {
    this.#cluster = cluster;
    this.#unsubscribe = [
      cluster.news.onFact((fact) => this.#facts.push(fact)),
      cluster.news.onTrace((message) => this.#messages.push(message)),
      cluster.news.onEvent((event) => {
        if (event.kind === 'fault') this.#events.push(event);
      }),
    ];
  }

  /**
   * Takes a trial that is over.
   *
   * @param originMs 0 of the record's axis, monotonic ms
   * @returns the trace of the one before it, if there was one
   */
  next(record: TrialRecord, originMs: number): TrialTrace | null {
    const ready = this.#flush();
    this.#pending = { record, originMs, traceEvery: Math.max(1, this.#cluster.traceEvery) };
    return ready;
  }

  /** Stops listening. @returns the last trial's trace, if there was one */
  end(): TrialTrace | null {
    for (const stop of this.#unsubscribe) stop();
    return this.#flush();
  }

  #flush(): TrialTrace | null {
    if (this.#pending === null) return null;
    const { record, originMs, traceEvery } = this.#pending;
    this.#pending = null;
    const lastMs = this.#facts.reduce((last, { atMs }) => Math.max(last, atMs), -Infinity) - originMs;
    const fromMs = record.scheduledCrashMs - HEARTBEATS_BEFORE * record.heartbeatMs;
    const toMs = (record.recoveredMs ?? lastMs) + AFTER_MS;
    const isShown = ({ atMs }: { readonly atMs: number }): boolean =>
      atMs - originMs >= fromMs && atMs - originMs <= toMs;
    const trace: TrialTrace = {
      runId: record.runId,
      record,
      nodes: record.nodes,
      fromMs,
      toMs,
      startsWith: record.oldLeader === null ? null : { leader: record.oldLeader, term: record.oldTerm },
      facts: this.#facts
        .filter(isShown)
        .map((stamped) => ({ ...stamped, atMs: stamped.atMs - originMs }))
        .sort((a, b) => a.atMs - b.atMs),
      messages: this.#messages
        .filter(isShown)
        .map(({ kind, from, to, term, atMs, delayMs }) => {
          const sentMs = atMs - originMs;
          return { kind, from, to, term, sentMs, arrivedMs: delayMs === null ? null : sentMs + delayMs };
        })
        .sort((a, b) => a.sentMs - b.sentMs),
      traceEvery,
      disturbances: this.#events.filter(isShown).map((event) => ({
        atMs: event.atMs - originMs,
        node: event.node,
        text: event.marker ?? event.text,
        effect: effectOf(event),
      })),
    };
    this.#forgetBefore(toMs + originMs);
    return trace;
  }

  #forgetBefore(ms: number): void {
    const isLater = ({ atMs }: { readonly atMs: number }): boolean => atMs > ms;
    this.#facts = this.#facts.filter(isLater);
    this.#messages = this.#messages.filter(isLater);
    this.#events = this.#events.filter(isLater);
  }
}

const EFFECTS: Readonly<Record<string, TracedDisturbance['effect']>> = {
  crash: 'down',
  restart: 'up',
  pause: 'paused',
  resume: 'resumed',
  isolate: 'cutOff',
  rejoin: 'rejoined',
};

/** A fault's marker begins with the action's name. */
function effectOf({ marker }: LabEvent): TracedDisturbance['effect'] {
  return EFFECTS[marker?.split(' ')[0] ?? ''] ?? 'other';
}
