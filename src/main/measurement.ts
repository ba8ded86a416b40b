import { summarise } from '../lab/trial/summary';
import type { MeasureProgress } from '../shared/measure';
import { messageOf } from '../shared/errors';
import type { Experiment } from '../shared/experiment';
import type { RunSummary } from '../shared/runStatistics';
import type { TrialRecord } from '../shared/trialRecord';

/** Runs an experiment until it is done or `signal` says stop; keeps what is done. */
export type MeasureWork = (
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void,
) => Promise<RunSummary>;

/** One measurement on the live cluster, from its start to whatever ends it. */
export class Measurement {
  progress: Omit<MeasureProgress, 'newTrials'>;
  /** All trials so far: a window that comes later is told them, too. */
  readonly trials: TrialRecord[] = [];
  private readonly abort = new AbortController();
  private finished: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    runId: string,
    experiment: Experiment,
    private readonly onTrials: (trials: readonly TrialRecord[]) => void,
  ) {
    this.progress = {
      runId,
      state: 'running',
      experiment,
      done: 0,
      total: experiment.trials,
      elapsedMs: 0,
      remainingMs: null,
      summary: summarise([], null),
      problem: null,
    };
  }

  get running(): boolean {
    return !this.ended;
  }

  start(work: MeasureWork): void {
    const startedMs = performance.now();
    const end = (state: MeasureProgress['state'], problem: string | null, summary?: RunSummary) => {
      const elapsedMs = performance.now() - startedMs;
      this.ended = true;
      this.progress = {
        ...this.progress,
        ...(summary && { summary }),
        state,
        problem,
        elapsedMs,
        remainingMs: null,
      };
    };
    this.finished = work(this.abort.signal, (progress) => {
      this.hear(progress);
    }).then(
      (summary) => {
        const { done, total } = this.progress;
        end(this.abort.signal.aborted && done < total ? 'stopped' : 'done', null, summary);
      },
      (error: unknown) => {
        end('failed', messageOf(error));
      },
    );
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.finished;
  }

  private hear({ newTrials, ...progress }: MeasureProgress): void {
    // Over is over only once the run is on disk and the cluster is free again.
    this.progress = { ...progress, state: 'running' };
    for (const trial of newTrials) this.trials.push(trial);
    this.onTrials(newTrials);
  }
}
