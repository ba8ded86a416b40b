import type { ClusterSnapshot } from '../shared/clusterSnapshot';
import type { LabFrame, WindowApi } from '../shared/contract';
import type { LabEvent } from '../shared/labEvent';
import type { MeasureProgress } from '../shared/measure';
import type { MessageTrace } from '../shared/control/toLab';
import type { TrialRecord } from '../shared/trialRecord';
import type { SweepCell, SweepProgress } from '../shared/sweep/api';

/** At most 30 frames a second. */
export const FRAME_INTERVAL_MS = 34;
const MAX_UNACKNOWLEDGED = 2;
/** A frame stays small however long its window was away. */
const MAX_MESSAGES = 400;
const MAX_EVENTS = 500;
const MAX_TRIALS = 2000;
const MAX_CELLS = 250;

/** What is the same for every window in one frame. */
export interface FrameSource {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly cluster: ClusterSnapshot | null;
  readonly traceEvery: number;
  readonly measure: Omit<MeasureProgress, 'newTrials'> | null;
  readonly sweep: {
    readonly progress: Omit<SweepProgress, 'changed'>;
    cell(cell: number): SweepCell;
  } | null;
}

/**
 * One window's frames. What happens between two frames is gathered here; while the window has two frames that it has
 * not acknowledged, frames are folded into the next one, and counted.
 */
export class FrameFeed {
  private sequence = 0;
  private unacknowledged = 0;
  private coalesced = 0;
  private events: LabEvent[];
  private messages: MessageTrace[] = [];
  private trials: TrialRecord[];
  private readonly cells: Set<number>;

  /** `events`, `trials` and `cells` (of a sweep) are what happened before the window came. */
  constructor(
    private readonly window: WindowApi,
    events: readonly LabEvent[],
    trials: readonly TrialRecord[],
    cells: readonly number[],
  ) {
    this.events = events.slice(-MAX_EVENTS);
    this.trials = [...trials];
    this.cells = new Set(cells);
  }

  addEvent(event: LabEvent): void {
    this.events.push(event);
    if (this.events.length > MAX_EVENTS) this.events.shift();
  }

  addMessage(message: MessageTrace): void {
    this.messages.push(message);
    if (this.messages.length > MAX_MESSAGES) this.messages.shift();
  }

  addTrials(trials: readonly TrialRecord[]): void {
    for (const trial of trials) this.trials.push(trial);
  }

  /** A new measurement begins: trials of the one before that were not yet told are not of it. */
  forgetTrials(): void {
    this.trials = [];
  }

  /** A cell of the sweep got on. */
  addCell(cell: number): void {
    this.cells.add(cell);
  }

  /** A sweep begins, with these cells already got on. */
  replaceCells(cells: readonly number[]): void {
    this.cells.clear();
    for (const cell of cells) this.cells.add(cell);
  }

  /** Sends one frame, or counts it as folded into the next when the window is behind. */
  offer(source: FrameSource): void {
    if (this.unacknowledged >= MAX_UNACKNOWLEDGED) {
      this.coalesced += 1;
      return;
    }
    const frame = this.take(source);
    this.unacknowledged += 1;
    const acknowledged = () => {
      this.unacknowledged -= 1;
    };
    // A window that has gone acknowledges nothing; its feed ends with its connection.
    this.window.frame(frame).then(acknowledged, acknowledged);
  }

  private take({ measure, sweep, ...source }: FrameSource): LabFrame {
    this.sequence += 1;
    const frame: LabFrame = {
      ...source,
      sequence: this.sequence,
      events: this.events,
      messages: this.messages,
      measure: measure && { ...measure, newTrials: this.trials.splice(0, MAX_TRIALS) },
      sweep: sweep && {
        ...sweep.progress,
        changed: this.takeCells().map((cell) => sweep.cell(cell)),
      },
      coalesced: this.coalesced,
    };
    this.events = [];
    this.messages = [];
    this.coalesced = 0;
    return frame;
  }

  private takeCells(): number[] {
    const cells = [...this.cells].slice(0, MAX_CELLS);
    for (const cell of cells) this.cells.delete(cell);
    return cells;
  }
}
