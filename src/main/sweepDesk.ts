import type { SweepLog } from '../lab/sweep/sweepLog';
import { LabError } from '../shared/errors';
import type { SweepApi, SweepData } from '../shared/sweep/api';
import type { Sweep } from '../shared/sweep/sweep';

/** What is to be seen of a sweep under way. */
export type SweepView = Pick<SweepLog, 'sweepId' | 'sweep' | 'progress' | 'data' | 'cell' | 'onChange'>;

/** A sweep that has its folder, and can be gone on with. */
export interface OpenedSweep {
  readonly log: SweepView;
  /** Does what is left of it, until `signal` says stop; what is done is kept. */
  run(signal: AbortSignal): Promise<void>;
}

/** Sweeps on disk. */
export interface SweepShelf {
  create(sweep: Sweep): Promise<OpenedSweep>;
  open(sweepId: string): Promise<OpenedSweep>;
  load(sweepId: string): Promise<SweepData>;
  /** @returns what takes it back */
  delete(sweepId: string): Promise<string>;
}

export interface DeskOptions {
  readonly shelf: SweepShelf;
  /** @throws LabError `busy` when something runs that a sweep would spoil */
  readonly requireIdle: (wish: string) => void;
  /** Makes room for a sweep of real processes; what it returns gives the room back at the end. */
  readonly makeRoom: () => Promise<() => Promise<void>>;
  /** A sweep begins with these cells got on: news of an earlier one is of no interest any more. */
  readonly onBegin: (cells: readonly number[]) => void;
  readonly onChange: (cell: number) => void;
}

/** Where sweeps are run, one at a time. */
export class SweepDesk {
  readonly calls: Pick<SweepApi, 'startSweep' | 'stopSweep' | 'resumeSweep' | 'loadSweep' | 'deleteSweep'>;
  private readonly options: DeskOptions;
  private current: SweepView | null = null;
  private abort = new AbortController();
  private finished: Promise<void> = Promise.resolve();
  /** `opening`: one is about to run and not yet `current`, so whether it needs the machine is not known. */
  private state: 'idle' | 'opening' | 'running' = 'idle';

  constructor(options: DeskOptions) {
    const { shelf } = options;
    this.options = options;
    this.calls = {
      startSweep: async (sweep) => ({ sweepId: await this.begin(() => shelf.create(sweep)) }),
      stopSweep: () => this.stop(),
      resumeSweep: async (sweepId) => {
        await this.begin(() => shelf.open(sweepId));
      },
      // The one that runs is as it stands now, others as they are on disk.
      loadSweep: async (sweepId) =>
        this.runs(sweepId) && this.current !== null ? this.current.data : shelf.load(sweepId),
      deleteSweep: async (sweepId) => {
        if (this.runs(sweepId)) throw new LabError('busy', 'This sweep is running: stop it first.');
        return { undoToken: await shelf.delete(sweepId) };
      },
    };
  }

  /** The sweep that runs or ran last. */
  get sweep(): SweepView | null {
    return this.current;
  }

  /** Its cells that have something to show. */
  get cells(): number[] {
    return this.current === null ? [] : cellsBegun(this.current);
  }

  /** @throws LabError `busy` while a sweep runs, or is about to */
  requireIdle(wish: string): void {
    if (this.state !== 'idle') {
      throw new LabError(
        'busy',
        `A sweep is running and would be spoiled: stop it, or wait for its end, to ${wish}.`,
      );
    }
  }

  /** As `requireIdle`, but only of a sweep that needs the machine for itself. */
  requireNoProcesses(wish: string): void {
    if (this.state === 'opening' || (this.current !== null && needsTheMachine(this.current)))
      this.requireIdle(wish);
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.finished;
  }

  private runs(sweepId: string): boolean {
    return this.state !== 'idle' && this.current?.sweepId === sweepId;
  }

  private async begin(open: () => Promise<OpenedSweep>): Promise<string> {
    this.requireIdle('start another');
    this.options.requireIdle('start a sweep');
    this.state = 'opening';
    this.abort = new AbortController();
    try {
      const opened = await open();
      const { log } = opened;
      const giveBack = needsTheMachine(log) ? await this.options.makeRoom() : null;
      this.current = log;
      this.state = 'running';
      this.options.onBegin(cellsBegun(log));
      log.onChange(this.options.onChange);
      this.finished = this.work(opened, giveBack);
      return log.sweepId;
    } catch (error) {
      this.state = 'idle';
      throw error;
    }
  }

  private async work(sweep: OpenedSweep, giveBack: (() => Promise<void>) | null): Promise<void> {
    // What goes wrong is in its progress, or among the lab's events.
    await sweep.run(this.abort.signal).catch(() => undefined);
    this.state = 'idle';
    await giveBack?.().catch(() => undefined);
  }
}

function needsTheMachine({ sweep }: SweepView): boolean {
  return sweep.base.engine === 'processes';
}

function cellsBegun({ data }: SweepView): number[] {
  return data.cells.filter(({ state }) => state !== 'waiting').map(({ cell }) => cell);
}
