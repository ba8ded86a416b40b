import { join } from 'node:path';
import { messageOf } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';
import type { SweepCell, SweepData, SweepProgress } from '../../shared/sweep/api';
import type { Sweep } from '../../shared/sweep/sweep';
import { monotonicMs } from '../../shared/time';
import { beginRunFolder } from '../runs/folder';
import { formatJson, recordedHere } from '../runs/runFiles';
import { writeWhole } from '../runs/wholeFile';
import type { FinishedTrial } from '../trial/record';
import { CellFolder } from './cellFolder';
import { CellLog, type Batch } from './cellLog';
import { formatCells } from './cellsCsv';
import { Pace } from './pace';
import { planCells, type PlannedCell } from './plan';
import {
  cellRunId,
  CELLS_FOLDER,
  readSweepFile,
  SWEEP_FILES,
  sweepFolderOf,
  type SweepFile,
  type SweepStand,
} from './sweepFiles';

/** The stand of a sweep is written down this often while it goes on, ms; its trials are as they come. */
const CHECKPOINT_MS = 5000;

interface LoggedCell extends PlannedCell {
  readonly runId: string;
  readonly log: CellLog;
  readonly folder: CellFolder;
}

/** A sweep under way: what its cells have and want, on disk and for whoever watches. */
export class SweepLog {
  readonly sweepId: string;
  readonly folder: string;
  readonly sweep: Sweep;
  /** This start, monotonic ms: 0 on the records' axis of real trials. */
  readonly originMs = monotonicMs();
  readonly #startedAt: string;
  readonly #cells: readonly LoggedCell[];
  readonly #pace = new Pace(this.originMs);
  #state: SweepProgress['state'] = 'running';
  #problem: string | null = null;
  #trials = 0;
  #trialsBefore = 0;
  #cellsDone = 0;
  #expected = 0;
  #endedMs: number | null = null;
  #checkpointMs = monotonicMs();
  #changed: (cell: number) => void = () => undefined;

  private constructor(folder: string, file: SweepFile, plan: readonly PlannedCell[]) {
    const { sweepId, sweep, format, startedAt, versions, host } = file;
    this.sweepId = sweepId;
    this.folder = folder;
    this.sweep = sweep;
    this.#startedAt = startedAt;
    const cellsFolder = join(folder, CELLS_FOLDER);
    this.#cells = plan.map((planned) => {
      const { experiment } = planned;
      const runId = cellRunId(planned.cell);
      const { name, seed } = experiment;
      const cellFile = { format, runId, name, startedAt, seed, experiment, versions, host };
      return {
        ...planned,
        runId,
        log: new CellLog(sweep.stop),
        folder: new CellFolder(cellsFolder, cellFile),
      };
    });
    this.#recount();
  }

  /**
   * Makes the folder of a new sweep, with all that it begins with, or nothing.
   *
   * @param version of Raft Lab
   * @throws LabError `bad-argument` that names a cell of which there cannot be trials; `io`
   */
  static async create(sweepsFolder: string, sweep: Sweep, version: string): Promise<SweepLog> {
    const plan = planCells(sweep);
    const startedAt = new Date();
    return await beginRunFolder(sweepsFolder, startedAt, sweep.name, async ({ runId: sweepId, folder }) => {
      const file: SweepFile = {
        format: 1,
        sweepId,
        name: sweep.name,
        startedAt: startedAt.toISOString(),
        sweep,
        ...recordedHere(version),
      };
      await writeWhole(join(folder, SWEEP_FILES.sweep), formatJson(file));
      const log = new SweepLog(folder, file, plan);
      await log.checkpoint();
      return log;
    });
  }

  /**
   * Opens one that was stopped, or that a crash ended, with all trials that are whole.
   *
   * @throws LabError `no-such-run`, or `bad-file` when its files cannot be read
   */
  static async resume(sweepsFolder: string, sweepId: string): Promise<SweepLog> {
    const file = await readSweepFile(sweepsFolder, sweepId);
    const log = new SweepLog(sweepFolderOf(sweepsFolder, sweepId), file, planCells(file.sweep));
    for (const { log: cell, folder } of log.#cells) cell.recover(await folder.recover());
    log.#recount();
    log.#trialsBefore = log.#trials;
    return log;
  }

  get size(): number {
    return this.#cells.length;
  }

  /** Told of each cell that got on. */
  onChange(listener: (cell: number) => void): void {
    this.#changed = listener;
  }

  experimentOf(cell: number): Experiment {
    return this.#require(cell).experiment;
  }

  runIdOf(cell: number): string {
    return this.#require(cell).runId;
  }

  /** Where the cell is kept, from its first trial on. */
  cellFolder(cell: number): string {
    return this.#require(cell).folder.path;
  }

  readonly wants = (cell: number): boolean => this.#require(cell).log.wants;

  /** Has it enough trials, or was it given up? */
  isOver(cell: number): boolean {
    const { done, problem } = this.#require(cell).log;
    return done || problem !== null;
  }

  get isComplete(): boolean {
    return this.#cellsDone === this.size;
  }

  handOut(cell: number, atMost: number): Batch {
    return this.#require(cell).log.handOut(atMost);
  }

  /**
   * Takes trials that were handed out from `from` on. Resolves when those that count are written down.
   *
   * @throws LabError `io`
   */
  async record(cell: number, from: number, finished: readonly FinishedTrial[]): Promise<void> {
    const { log, folder } = this.#require(cell);
    const { expected, done } = log;
    const counted = log.take(from, finished);
    if (counted.length === 0) return;
    this.#trials += counted.length;
    this.#expected += log.expected - expected;
    if (log.done && !done) this.#cellsDone += 1;
    this.#pace.mark(monotonicMs(), this.#trials - this.#trialsBefore);
    this.#changed(cell);
    await folder.append(counted);
    if (log.done && !done) await folder.writeSummary(log.summary(folder.path));
    await this.#checkpointNowAndThen();
  }

  /** Gives a cell up: its settings allow no trial. */
  fail(cell: number, problem: string): void {
    const { log } = this.#require(cell);
    if (log.problem !== null || log.done) return;
    log.problem = problem;
    this.#recount();
    this.#changed(cell);
  }

  /** Writes down how far it got: what a list of sweeps shows, and the table of cells. */
  async checkpoint(): Promise<void> {
    this.#checkpointMs = monotonicMs();
    const stand: SweepStand = {
      format: 1,
      complete: this.isComplete,
      cells: this.size,
      cellsDone: this.#cellsDone,
      trialsDone: this.#trials,
      problems: this.#cells.flatMap(({ cell, log: { problem } }) =>
        problem === null ? [] : [{ cell, problem }],
      ),
    };
    const rows = this.#cells.map((cell) => ({ ...cell, ...this.cell(cell.cell) }));
    await writeWhole(join(this.folder, SWEEP_FILES.cells), formatCells(this.sweep.axes, rows));
    await writeWhole(join(this.folder, SWEEP_FILES.progress), formatJson(stand));
  }

  /**
   * It is over for now: cells without an end get a summary of what they have.
   *
   * @throws LabError `io` when that cannot be written down; over it is all the same, and has failed
   */
  async end(state: Exclude<SweepProgress['state'], 'running'>, problem: string | null): Promise<void> {
    try {
      for (const { log, folder } of this.#cells) {
        if (!log.done && log.trials > 0) await folder.writeSummary(log.summary(folder.path));
      }
      await this.checkpoint();
      this.#state = state;
      this.#problem = problem;
    } catch (error) {
      this.#state = 'failed';
      this.#problem = problem ?? messageOf(error);
      throw error;
    } finally {
      this.#endedMs = monotonicMs();
    }
  }

  cell(cell: number): SweepCell {
    const { values, log, folder } = this.#require(cell);
    const { state, problem } = log;
    return { cell, values, state, problem, summary: log.summary(log.trials === 0 ? null : folder.path) };
  }

  /** As `loadSweep` would find it. */
  get data(): SweepData {
    const { sweepId, sweep } = this;
    const cells = this.#cells.map(({ cell }) => this.cell(cell));
    return {
      sweepId,
      startedAt: this.#startedAt,
      sweep,
      complete: this.isComplete,
      cells,
      cellsDone: this.#cellsDone,
      trialsDone: this.#trials,
    };
  }

  get progress(): Omit<SweepProgress, 'changed'> {
    const { perSecond } = this.#pace;
    const left = this.#expected - this.#trials;
    return {
      sweepId: this.sweepId,
      state: this.#state,
      sweep: this.sweep,
      cells: this.size,
      cellsDone: this.#cellsDone,
      trialsDone: this.#trials,
      trialsTotal: this.#expected,
      elapsedMs: (this.#endedMs ?? monotonicMs()) - this.originMs,
      trialsPerSecond: perSecond,
      remainingMs:
        this.#state !== 'running' || perSecond === null || perSecond === 0 ? null : (left / perSecond) * 1000,
      problem: this.#problem,
    };
  }

  #require(cell: number): LoggedCell {
    const found = this.#cells[cell];
    if (found === undefined) throw new Error(`this sweep has no cell ${cell}`);
    return found;
  }

  #recount(): void {
    const logs = this.#cells.map(({ log }) => log);
    this.#trials = logs.reduce((sum, { trials }) => sum + trials, 0);
    this.#expected = logs.reduce((sum, log) => sum + (log.problem === null ? log.expected : log.trials), 0);
    this.#cellsDone = logs.filter(({ state }) => state === 'done' || state === 'failed').length;
  }

  async #checkpointNowAndThen(): Promise<void> {
    if (monotonicMs() - this.#checkpointMs >= CHECKPOINT_MS) await this.checkpoint();
  }
}
