import type { Cluster } from '../cluster/cluster';
import { Tracing } from '../experiment/tracing';
import { TraceRecorder } from '../runs/traces';
import type { SweepLog } from './sweepLog';

/** What the traces of a whole sweep may take: every cell has the same part of it, and no more than a run has. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_BYTES_A_CELL = 64 * 2 ** 20;

/** Keeps the traces of a sweep's trials, each cell's in its folder. */
export class CellTraces {
  readonly #log: SweepLog;
  readonly #mostBytes: number;
  /** Several clusters may be at one cell. */
  readonly #recorders = new Map<number, Promise<TraceRecorder>>();

  constructor(log: SweepLog) {
    this.#log = log;
    this.#mostBytes = Math.min(MOST_BYTES_A_CELL, MOST_BYTES / log.size);
  }

  /**
   * Listens to a cluster on its visit to a cell; null where there is no room for more.
   *
   * @throws LabError `io`
   */
  async follow(cluster: Cluster, cell: number): Promise<Tracing | null> {
    let opened = this.#recorders.get(cell);
    if (opened === undefined) {
      opened = TraceRecorder.open(this.#log.cellFolder(cell), this.#mostBytes);
      this.#recorders.set(cell, opened);
    }
    const recorder = await opened;
    return recorder.hasRoom ? new Tracing(cluster, recorder, this.#log.originMs) : null;
  }
}
