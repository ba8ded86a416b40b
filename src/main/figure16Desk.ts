import { LabError, messageOf } from '../shared/errors';
import type {
  Figure16Measurement,
  Figure16Progress,
  MeasureFigure16Request,
  ReferenceApi,
  ReproducedLine,
} from '../shared/reference';

export interface Figure16Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Figure16Progress) => void;
  readonly onLine: (line: ReproducedLine) => void;
  /** Told why a line could not be measured to its end. */
  readonly onProblem: (problem: string) => void;
}

export interface Figure16DeskOptions {
  /** Measures the lines that are asked for, until the signal says stop; what is done is kept. */
  readonly measure: (request: MeasureFigure16Request, hooks: Figure16Hooks) => Promise<void>;
  /** @throws LabError `busy` when something runs that it would spoil, or that would spoil it */
  readonly requireIdle: (wish: string) => void;
  /** Makes room for the processes; what it returns gives the room back at the end. */
  readonly makeRoom: () => Promise<() => Promise<void>>;
}

type Calls = Pick<ReferenceApi, 'measureFigure16' | 'figure16Measurement' | 'stopMeasuringFigure16'>;

/** Where Figure 16 is measured on real nodes, once at a time. */
export class Figure16Desk {
  readonly calls: Calls;
  private readonly options: Figure16DeskOptions;
  private current: Figure16Measurement | null = null;
  private abort = new AbortController();
  private finished: Promise<void> = Promise.resolve();
  private occupied = false;

  constructor(options: Figure16DeskOptions) {
    this.options = options;
    this.calls = {
      measureFigure16: (request) => this.begin(request),
      figure16Measurement: () => Promise.resolve(this.current),
      stopMeasuringFigure16: () => this.stop(),
    };
  }

  /** @throws LabError `busy` while it measures, or is about to */
  requireIdle(wish: string): void {
    if (this.occupied) {
      throw new LabError(
        'busy',
        `Figure 16 is being measured and would be spoiled: stop it, or wait for its end, to ${wish}.`,
      );
    }
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.finished;
  }

  private async begin(request: MeasureFigure16Request): Promise<void> {
    this.requireIdle('measure it anew');
    this.options.requireIdle('measure Figure 16');
    this.occupied = true;
    this.abort = new AbortController();
    try {
      const giveBack = await this.options.makeRoom();
      this.current = { state: 'running', request, progress: null, lines: [], problem: null };
      this.finished = this.work(request, giveBack);
    } catch (error) {
      this.occupied = false;
      throw error;
    }
  }

  private async work(request: MeasureFigure16Request, giveBack: () => Promise<void>): Promise<void> {
    const { signal } = this.abort;
    try {
      await this.options.measure(request, {
        signal,
        onProgress: (progress) => {
          this.change({ progress });
        },
        onLine: (line) => {
          this.change({ lines: [...(this.current?.lines ?? []), line] });
        },
        onProblem: (problem) => {
          this.change({ problem });
        },
      });
      this.change({ state: signal.aborted ? 'stopped' : 'done' });
    } catch (error) {
      this.change({ state: 'failed', problem: messageOf(error) });
    }
    this.occupied = false;
    await giveBack().catch(() => undefined);
  }

  private change(part: Partial<Figure16Measurement>): void {
    if (this.current !== null) this.current = { ...this.current, ...part };
  }
}
