import type { MeasureProgress } from '../../shared/contract';
import type { Experiment, RunSummary, TrialRecord } from '../../shared/experiment';
import { monotonicMs } from '../../shared/time';
import type { RunRecorder } from '../runs/recorder';
import type { FinishedTrial } from '../trial/record';
import { SummaryBuilder } from '../trial/summary';

/** The rate of the last so many trials tells how long the others will take. */
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
  readonly #finishedMs: number[] = [];
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

  /** @throws LabError `io` when it cannot be written down */
  async add({ trial, terms }: FinishedTrial): Promise<void> {
    this.#builder.add(trial);
    this.#done += 1;
    this.#finishedMs.push(monotonicMs());
    if (this.#finishedMs.length > RATE_WINDOW) this.#finishedMs.shift();
    const written = this.#recorder.append(trial, terms);
    this.#tell('running', [trial], null);
    await written;
  }

  /** Closes the run with what is done. */
  async end(state: 'done' | 'stopped' | 'failed', problem: string | null): Promise<RunSummary> {
    const { summary } = this;
    await this.#recorder.finish(summary);
    this.#tell(state, [], problem);
    return summary;
  }

  #tell(state: MeasureProgress['state'], newTrials: readonly TrialRecord[], problem: string | null): void {
    this.#onProgress({
      runId: this.runId,
      state,
      experiment: this.#experiment,
      done: this.#done,
      total: this.#experiment.trials,
      elapsedMs: monotonicMs() - this.originMs,
      remainingMs: state === 'running' ? this.#remainingMs() : null,
      summary: this.summary,
      newTrials,
      problem,
    });
  }

  #remainingMs(): number | null {
    const first = this.#finishedMs[0];
    const last = this.#finishedMs.at(-1);
    if (first === undefined || last === undefined || this.#finishedMs.length < 2) return null;
    const perTrialMs = (last - first) / (this.#finishedMs.length - 1);
    return perTrialMs * (this.#experiment.trials - this.#done);
  }
}
