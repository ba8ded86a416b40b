import type { RunData } from '../../src/shared/runs/run';
import type { Labelled } from '../../src/shared/labels';
import { OFFER_PATH, type FileOffer } from '../../src/shared/export';
import type { RunSummary } from '../../src/shared/runStatistics';
import type {
  RelabelSweep,
  SweepApi,
  SweepCell,
  SweepCellRequest,
  SweepData,
  SweepExportRequest,
  SweepInfo,
  SweepProgress,
} from '../../src/shared/sweep/api';
import { cellOf, gridSize, valuesOf } from '../../src/shared/sweep/grid';
import type { Sweep } from '../../src/shared/sweep/sweep';
import type { ClusterSettings } from '../../src/shared/settings';
import { spreadOf } from '../../src/shared/spread';

interface Kept {
  readonly sweepId: string;
  readonly sweep: Sweep;
  readonly cells: SweepCell[];
  readonly labels: Labelled;
}

/** One cell takes this long, ms. */
const CELL_MS = 33;

/** Sweeps whose cells are worked out at once, one after another as time passes. */
export class FakeSweeps implements SweepApi {
  readonly kept: Kept[] = [];
  /** Cells whose settings allow no trial. */
  readonly untriable = new Set<number>();
  readonly #deleted = new Map<string, Kept>();
  #running: Kept | null = null;
  #last: Kept | null = null;
  #state: SweepProgress['state'] = 'running';
  #changed: SweepCell[] = [];
  #restMs = 0;

  constructor(private readonly simulate: (settings: ClusterSettings, trials: number) => RunSummary) {}

  advance(ms: number): void {
    this.#restMs += ms;
    for (; this.#restMs >= CELL_MS; this.#restMs -= CELL_MS) {
      if (this.#running !== null) this.#doCell(this.#running);
    }
  }

  progress(): SweepProgress | null {
    const of = this.#last;
    if (of === null) return null;
    const { cells, trials, total } = sizes(of);
    const running = this.#running !== null;
    return {
      sweepId: of.sweepId,
      state: this.#state,
      sweep: of.sweep,
      cells: gridSize(of.sweep.axes),
      cellsDone: cells,
      trialsDone: trials,
      trialsTotal: total,
      elapsedMs: cells * CELL_MS,
      trialsPerSecond: running && cells > 0 ? (trials / (cells * CELL_MS)) * 1000 : null,
      remainingMs: running && cells > 0 ? (gridSize(of.sweep.axes) - cells) * CELL_MS : null,
      changed: this.#changed.splice(0),
      problem: null,
    };
  }

  startSweep(sweep: Sweep): Promise<{ readonly sweepId: string }> {
    if (this.#running !== null) return Promise.reject(new Error('A sweep is running.'));
    const of: Kept = {
      sweepId: `2026-11-21T08-00-0${this.kept.length}Z-sweep`,
      sweep,
      cells: [],
      labels: { name: sweep.name, tags: [], note: '', pinned: false },
    };
    this.kept.push(of);
    this.#begin(of);
    return Promise.resolve({ sweepId: of.sweepId });
  }

  stopSweep(): Promise<void> {
    this.#running = null;
    this.#state = 'stopped';
    return Promise.resolve();
  }

  resumeSweep(sweepId: string): Promise<void> {
    this.#begin(this.#find(sweepId));
    return Promise.resolve();
  }

  listSweeps(): Promise<readonly SweepInfo[]> {
    return Promise.resolve(this.kept.map((of) => infoOf(of)).reverse());
  }

  loadSweep(sweepId: string): Promise<SweepData> {
    const of = this.#find(sweepId);
    return Promise.resolve(structuredClone({ ...infoOf(of), cells: of.cells }));
  }

  loadSweepCell({ sweepId, cell }: SweepCellRequest): Promise<RunData> {
    const of = this.#find(sweepId);
    const resolved = cellOf(of.sweep, cell);
    const known = of.cells.find((one) => one.cell === cell);
    if (!('experiment' in resolved) || known === undefined)
      return Promise.reject(new Error('This cell has no trials yet.'));
    const { experiment } = resolved;
    return Promise.resolve({
      runId: `${sweepId}/cell-${cell}`,
      name: experiment.name,
      startedAt: '2026-11-21T08:00:00.000Z',
      experiment,
      summary: known.summary,
      tags: [],
      note: '',
      pinned: false,
      imported: null,
      spread: spreadOf([], known.summary.trials),
      rates: [],
      trials: [],
    });
  }

  exportSweep({ kind }: SweepExportRequest): Promise<FileOffer> {
    const fileName = kind === 'sweep' ? 'sweep.yaml' : `${kind}.csv`;
    return Promise.resolve({ fileName, mimeType: 'text/csv', path: `${OFFER_PATH}1/${fileName}`, rows: 4 });
  }

  relabelSweep({ sweepId, ...labels }: RelabelSweep): Promise<SweepInfo> {
    const of = this.#find(sweepId);
    Object.assign(of.labels, labels);
    return Promise.resolve(infoOf(of));
  }

  deleteSweep(sweepId: string): Promise<{ readonly undoToken: string }> {
    const of = this.#find(sweepId);
    this.#deleted.set(sweepId, of);
    this.kept.splice(this.kept.indexOf(of), 1);
    return Promise.resolve({ undoToken: sweepId });
  }

  restoreSweep(undoToken: string): Promise<void> {
    const of = this.#deleted.get(undoToken);
    if (of === undefined) return Promise.reject(new Error('That sweep is not in the trash.'));
    this.kept.push(of);
    return Promise.resolve();
  }

  #begin(of: Kept): void {
    this.#running = of;
    this.#last = of;
    this.#state = 'running';
    this.#changed = [...of.cells];
  }

  #doCell(of: Kept): void {
    const cell = of.cells.length;
    const resolved = cellOf(of.sweep, cell);
    if ('experiment' in resolved) {
      const { cluster, trials } = resolved.experiment;
      const failed = this.untriable.has(cell);
      const done: SweepCell = {
        cell,
        values: valuesOf(of.sweep.axes, cell),
        state: failed ? 'failed' : 'done',
        problem: failed ? 'No leader lasts.' : null,
        summary: this.simulate(cluster, failed ? 0 : trials),
      };
      of.cells.push(done);
      this.#changed.push(done);
    }
    if (of.cells.length < gridSize(of.sweep.axes)) return;
    this.#running = null;
    this.#state = 'done';
  }

  #find(sweepId: string): Kept {
    const found = this.kept.find((of) => of.sweepId === sweepId);
    if (found === undefined) throw new Error(`There is no sweep ${sweepId}.`);
    return found;
  }
}

function sizes({ sweep, cells }: Kept): { cells: number; trials: number; total: number } {
  const each = 'trials' in sweep.stop ? sweep.stop.trials : sweep.stop.maxTrials;
  return { cells: cells.length, trials: cells.length * each, total: gridSize(sweep.axes) * each };
}

function infoOf(of: Kept): SweepInfo {
  const { cells, trials } = sizes(of);
  return {
    sweepId: of.sweepId,
    ...of.labels,
    startedAt: '2026-11-21T08:00:00.000Z',
    sweep: of.sweep,
    complete: cells === gridSize(of.sweep.axes),
    cells: gridSize(of.sweep.axes),
    cellsDone: cells,
    cellsFailed: of.cells.filter(({ state }) => state === 'failed').length,
    trialsDone: trials,
  };
}
