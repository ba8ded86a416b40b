import type { SweepCellState } from '../../shared/sweep/api';
import type { SweepStop } from '../../shared/sweep/sweep';
import type { RunSummary } from '../../shared/runStatistics';
import type { TrialRecord } from '../../shared/trialRecord';
import { asWritten } from '../runs/trialsCsv';
import type { FinishedTrial } from '../trial/record';
import { SummaryBuilder } from '../trial/summary';
import { expectedTrials, isEnough, mostTrials, type Counted } from '../stopping';

/** Trials handed out together: from the first up to, not including, the last. */
export interface Batch {
  readonly from: number;
  readonly to: number;
}

/**
 * What one cell has and still wants. Its trials count in the order of their numbers and up to the one with which it is
 * done, however they were handed out and in whatever order they come back: so a cell ends the same on any number of
 * threads, and after any stop.
 */
export class CellLog {
  readonly #stop: SweepStop;
  readonly #builder = new SummaryBuilder();
  /** Finished before others of lower numbers, by their first. */
  readonly #early = new Map<number, readonly FinishedTrial[]>();
  #handedOut = 0;
  #done: boolean;
  /** Why there can be no more trials. */
  problem: string | null = null;

  constructor(stop: SweepStop) {
    this.#stop = stop;
    this.#done = isEnough(stop, this.#builder.counted);
  }

  get trials(): number {
    return this.#builder.counted.trials;
  }

  get done(): boolean {
    return this.#done;
  }

  get state(): SweepCellState {
    return cellState(this.#stop, this.#builder.counted, this.problem);
  }

  /** Would more trials be of use, beyond those handed out? */
  get wants(): boolean {
    return this.problem === null && !this.done && this.#handedOut < mostTrials(this.#stop);
  }

  /** So many trials it will have, as far as its rate tells by now. */
  get expected(): number {
    return this.done || this.problem !== null
      ? this.trials
      : expectedTrials(this.#stop, this.#builder.counted);
  }

  summary(runFolder: string | null): RunSummary {
    return this.#builder.summary(runFolder);
  }

  handOut(atMost: number): Batch {
    const from = this.#handedOut;
    this.#handedOut = Math.min(mostTrials(this.#stop), from + atMost);
    return { from, to: this.#handedOut };
  }

  /** Trials that were recorded before. */
  recover(trials: readonly TrialRecord[]): void {
    for (const trial of trials) this.#count(trial);
    this.#handedOut = this.trials;
  }

  /** Takes what was handed out from `from` on; returns the trials that count now, and are to be written down. */
  take(from: number, finished: readonly FinishedTrial[]): FinishedTrial[] {
    this.#early.set(from, finished);
    const counted: FinishedTrial[] = [];
    for (let next = this.#nextInOrder(); next !== undefined; next = this.#nextInOrder()) {
      for (const { trial, terms } of next) {
        if (this.done) break;
        const written = asWritten(trial);
        this.#count(written);
        counted.push({ trial: written, terms });
      }
    }
    return counted;
  }

  #nextInOrder(): readonly FinishedTrial[] | undefined {
    const next = this.#early.get(this.trials);
    this.#early.delete(this.trials);
    return this.done ? undefined : next;
  }

  #count(trial: TrialRecord): void {
    this.#builder.add(trial);
    this.#done = isEnough(this.#stop, this.#builder.counted);
  }
}

export function cellState(stop: SweepStop, counted: Counted, problem: string | null): SweepCellState {
  if (problem !== null) return 'failed';
  if (isEnough(stop, counted)) return 'done';
  return counted.trials === 0 ? 'waiting' : 'running';
}
