import type { TrialRecord } from '../../shared/trialRecord';
import type { TrialTrace } from '../../shared/trace';
import type { Cluster } from '../cluster/cluster';
import type { TraceClaim } from '../cluster/traceClaims';
import type { TraceRecorder } from '../runs/traces';
import { TraceCollector } from '../trial/traceCollector';

/** Keeps the traces of a run's trials while there is room. As many messages as windows see, all without a window. */
export class Tracing {
  readonly #recorder: TraceRecorder;
  readonly #originMs: number;
  readonly #claim: TraceClaim;
  #collector: TraceCollector | null;

  /** @param originMs 0 of the records' axis, monotonic ms */
  constructor(cluster: Cluster, recorder: TraceRecorder, originMs: number) {
    this.#recorder = recorder;
    this.#originMs = originMs;
    this.#collector = new TraceCollector(cluster);
    this.#claim = cluster.traces.claimUnlessOthers(1);
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
    this.#claim.end();
  }

  #keep(trace: TrialTrace | null): void {
    // Whether it could be written is asked at the end.
    if (trace !== null) this.#recorder.append(trace).catch(() => undefined);
  }
}
