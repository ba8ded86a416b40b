import type { MachineDelays } from '../../shared/agreement';
import type { MeasureProgress } from '../../shared/measure';
import { messageOf } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';
import type { RunSummary } from '../../shared/runStatistics';
import type { TrialRecord } from '../../shared/trialRecord';
import { monotonicMs } from '../../shared/time';
import type { RunRecorder } from '../runs/recorder';
import type { FinishedTrial } from '../trial/record';
import { expectedTrials, isEnough, stopOf } from '../stopping';
import { SummaryBuilder } from '../trial/summary';

/** The rate of the last so many additions tells how long the other trials will take. */
const RATE_WINDOW = 50;

/** What a run needs of its recorder. */
export type Recorder = Pick<RunRecorder, 'runId' | 'folder' | 'append' | 'finish'>;

/** Where finished trials go: to disk, into the summary, and to whoever watches the progress. */
export class RunLog {
  /** The run's start, monotonic ms: 0 on the records' axis. */
  readonly originMs = monotonicMs();
  readonly #experiment: Experiment;
  readonly #recorder: Recorder;
  readonly #onProgress: (progress: MeasureProgress) => void;
  readonly #builder = new SummaryBuilder();
  readonly #marks: { readonly atMs: number; readonly done: number }[] = [];
  #done = 0;

  constructor(experiment: Experiment, recorder: Recorder, onProgress: (progress: MeasureProgress) => void) {
    this.#experiment = experiment;
    this.#recorder = recorder;
    this.#onProgress = onProgress;
  }

  get runId(): string {
    return this.#recorder.runId;
  }

  get summary(): RunSummary {
    return this.#builder.summary(this.#recorder.folder);
  }

  begin(): void {
    this.#tell('running', [], null);
  }

  /** Are there trials enough? */
  get isEnough(): boolean {
    return isEnough(stopOf(this.#experiment), this.#builder.counted);
  }

  /**
   * Takes trials that have just finished, one or many.
   *
   * @param which `untilEnough`: those after the one with which there are enough are left out
   * @throws LabError `io` when they cannot be written down
   */
  async add(finished: readonly FinishedTrial[], which: 'all' | 'untilEnough' = 'all'): Promise<void> {
    let written: Promise<void> | undefined;
    const newTrials: TrialRecord[] = [];
    for (const { trial, terms } of finished) {
      if (which === 'untilEnough' && this.isEnough) break;
      newTrials.push(trial);
      this.#builder.add(trial);
      written = this.#recorder.append(trial, terms);
    }
    this.#done += newTrials.length;
    this.#marks.push({ atMs: monotonicMs(), done: this.#done });
    if (this.#marks.length > RATE_WINDOW) this.#marks.shift();
    this.#tell('running', newTrials, null);
    await written;
  }

  /**
   * Closes the run with what is done.
   *
   * @param machine as measured meanwhile; absent for a simulated run
   */
  async end(
    state: 'done' | 'stopped' | 'failed',
    problem: string | null,
    machine?: MachineDelays,
  ): Promise<RunSummary> {
    const digest = this.#builder.digest(this.#recorder.folder);
    const summary = machine === undefined ? digest.summary : { ...digest.summary, machine };
    await this.#recorder.finish({ ...digest, summary });
    this.#tell(state, [], problem);
    return summary;
  }

  /** Closes a run that failed. What ended it counts, not that it cannot be written down: the disk may be full. */
  async fail(error: unknown): Promise<void> {
    const problem = messageOf(error);
    await this.end('failed', problem).catch(() => {
      this.#tell('failed', [], problem);
    });
  }

  #tell(state: MeasureProgress['state'], newTrials: readonly TrialRecord[], problem: string | null): void {
    this.#onProgress({
      runId: this.runId,
      state,
      experiment: this.#experiment,
      done: this.#done,
      total: this.#total,
      elapsedMs: monotonicMs() - this.originMs,
      remainingMs: state === 'running' ? this.#remainingMs() : null,
      summary: this.summary,
      newTrials,
      problem,
    });
  }

  /** Where they end by precision, as many as what is known so far makes likely. */
  get #total(): number {
    return this.isEnough ? this.#done : expectedTrials(stopOf(this.#experiment), this.#builder.counted);
  }

  #remainingMs(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || this.#marks.length < 2) return null;
    const perTrialMs = (last.atMs - first.atMs) / (last.done - first.done);
    return perTrialMs * (this.#total - this.#done);
  }
}
