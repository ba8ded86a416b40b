import type { LabFrame } from '../../shared/contract';
import type { NodeId } from '../../shared/ids';
import { LabClock } from './clock';
import { MessagesInFlight } from './messagesInFlight';
import { Series } from './series';

/** What the time charts show, ms. */
export const SHOWN_MS = 60_000;
/** A minute at 30 frames a second, and as much again. */
const SAMPLES = 3600;

export interface NodeSeries {
  readonly term: Series;
  readonly commit: Series;
}

/** Samples of the running cluster, fed by frames and read by the draw loop; nothing here is reactive. */
export class LiveBuffers {
  readonly clock = new LabClock();
  readonly messages = new MessagesInFlight();
  readonly nodes = new Map<NodeId, NodeSeries>();
  readonly commitsPerSecond = new Series(SAMPLES);
  /** Of clients' commands over the last seconds. */
  readonly commitLatency = { p50Ms: new Series(SAMPLES), p99Ms: new Series(SAMPLES) };

  #ended = false;

  /** @param localMs performance.now() on arrival */
  take(frame: LabFrame, localMs: number): void {
    this.clock.heard(frame, localMs);
    this.messages.add(frame.messages, frame.nowMs);
    const cluster = frame.cluster;
    if (cluster === null) {
      this.#ended = true;
      return;
    }
    if (this.#ended) this.#forget();
    this.#ended = false;
    for (const id of this.nodes.keys()) if (id > cluster.nodes.length) this.nodes.delete(id);
    for (const node of cluster.nodes) {
      const series = this.seriesOf(node.id);
      // A crashed process has no term and no log: its lines pause until it is back.
      if (node.process === 'crashed' || node.process === 'starting') {
        series.term.pause(frame.nowMs);
        series.commit.pause(frame.nowMs);
        continue;
      }
      series.term.push(frame.nowMs, node.currentTerm);
      // After a restart a node learns its commit index from the leader: 0 means "not yet", not a fall to nothing.
      if (node.commitIndex > 0 || (series.commit.lastValue ?? 0) === 0)
        series.commit.push(frame.nowMs, node.commitIndex);
    }
    this.commitsPerSecond.push(frame.nowMs, cluster.commitsPerSecond);
    const { p50Ms, p99Ms } = this.commitLatency;
    if (cluster.commitLatencyMs === null) {
      p50Ms.pause(frame.nowMs);
      p99Ms.pause(frame.nowMs);
    } else {
      p50Ms.push(frame.nowMs, cluster.commitLatencyMs.p50);
      p99Ms.push(frame.nowMs, cluster.commitLatencyMs.p99);
    }
  }

  /** Another cluster begins: the old one's samples, shown until now, are not its own. */
  #forget(): void {
    this.nodes.clear();
    this.messages.clear();
    this.commitsPerSecond.clear();
    this.commitLatency.p50Ms.clear();
    this.commitLatency.p99Ms.clear();
  }

  private seriesOf(id: NodeId): NodeSeries {
    const known = this.nodes.get(id);
    if (known !== undefined) return known;
    const fresh = { term: new Series(SAMPLES), commit: new Series(SAMPLES) };
    this.nodes.set(id, fresh);
    return fresh;
  }
}
