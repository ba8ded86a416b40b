import type { TrialRecord } from '../../shared/trialRecord';
import type { TrialTrace } from '../../shared/trace';
import type { Cluster } from '../cluster/cluster';
import type { TraceRecorder } from '../runs/traces';
import { TraceCollector } from '../trial/traceCollector';

/** Keeps the traces of a run's trials while there is room. As many messages as windows see, all without a window. */
export class Tracing {
  readonly #cluster: Cluster;
  readonly #recorder: TraceRecorder;
  readonly #originMs: number;
  readonly #everyBefore: number;
  #collector: TraceCollector | null;

  /** @param originMs 0 of the records' axis, monotonic ms */
  constructor(cluster: Cluster, recorder: TraceRecorder, originMs: number) {
    this.#cluster = cluster;
    this.#recorder = recorder;
    this.#originMs = originMs;
    this.#everyBefore = cluster.traceEvery;
    this.#collector = new TraceCollector(cluster);
    if (this.#everyBefore === 0) cluster.setTracing(1);
  }

  add(record: TrialRecord): void {
    if (this.#collector === null) return;
    this.#keep(this.#collector.next(record, this.#originMs));
    if (!this.#recorder.hasRoom) this.#stopListening();
  }

  /** @throws LabError `io` when the traces cannot be written down */
  async end(): Promise<void> {
    this.#stopListening();
    await this.#recorder.close();
  }

  #stopListening(): void {
    this.#keep(this.#collector?.end() ?? null);
    this.#collector = null;
    if (this.#everyBefore === 0) this.#cluster.setTracing(0);
  }

  #keep(trace: TrialTrace | null): void {
    // Whether it could be written is asked at the end.
    if (trace !== null) this.#recorder.append(trace).catch(() => undefined);
  }
}
