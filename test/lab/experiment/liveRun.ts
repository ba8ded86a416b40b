import { vi } from 'vitest';
import { Cluster } from '../../../src/lab/cluster/cluster';
import type { SetAlarm } from '../../../src/lab/experiment/alarmClock';
import { runOnCluster } from '../../../src/lab/experiment/runOnCluster';
import type { Recorder } from '../../../src/lab/experiment/runLog';
import type { MeasureProgress } from '../../../src/shared/measure';
import { experimentSchema, type Experiment } from '../../../src/shared/experiment';
import type { RunSummary } from '../../../src/shared/runStatistics';
import type { TermRecord, TrialRecord } from '../../../src/shared/trialRecord';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';
import { monotonicMs } from '../../../src/shared/time';
import { FakeNodes, passing } from '../fakeNodes';

/** Fake timers keep whole milliseconds: what is due in between comes with the next one. */
const setAlarm: SetAlarm = (atMs, action) => {
  const timeout = setTimeout(action, Math.max(0, Math.ceil(atMs - monotonicMs())));
  return () => {
    clearTimeout(timeout);
  };
};

/** A scripted cluster under fake timers, with a leader, and all that is told and kept of experiments on it. */
export class LiveRun {
  readonly nodes = new FakeNodes();
  readonly texts: string[] = [];
  readonly progress: MeasureProgress[] = [];
  readonly trials: TrialRecord[] = [];
  readonly terms: TermRecord[] = [];
  readonly finished: RunSummary[] = [];
  readonly stop = new AbortController();
  /** From then on no run can be closed. */
  diskIsFull = false;
  readonly settings: ClusterSettings;
  #cluster: Cluster | null = null;

  constructor(settings: Partial<ClusterSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, durability: 'memory', ...settings };
  }

  get cluster(): Cluster {
    if (this.#cluster === null) throw new Error('not started');
    return this.#cluster;
  }

  async start(): Promise<this> {
    const { nodes: spawner, settings, texts } = this;
    this.#cluster = await passing(Cluster.start({ settings, spawner, dataFolder: 'unused', seed: 1 }));
    this.#cluster.news.onEvent(({ text }) => texts.push(text));
    await vi.advanceTimersByTimeAsync(300);
    texts.length = 0;
    return this;
  }

  run(wanted: object = {}): Promise<RunSummary> {
    const experiment: Experiment = experimentSchema.parse({ trials: 3, cluster: this.settings, ...wanted });
    const recorder: Recorder = {
      runId: 'run-1',
      folder: '/runs/run-1',
      append: (trial, terms) => {
        this.trials.push(trial);
        this.terms.push(...terms);
        return Promise.resolve();
      },
      finish: ({ summary }) => {
        if (this.diskIsFull) return Promise.reject(new Error('disk full'));
        this.finished.push(summary);
        return Promise.resolve();
      },
    };
    return runOnCluster(this.cluster, experiment, {
      recorder,
      signal: this.stop.signal,
      onProgress: (p) => this.progress.push(p),
      setAlarm,
    });
  }

  states(): string[] {
    return this.cluster.snapshot().nodes.map(({ process }) => process);
  }

  /** Runs `then` once, right after the lab has sent that signal for the n-th time. */
  afterSignal(signal: NodeJS.Signals, nth: number, then: () => void): void {
    let seen = 0;
    const { signals } = this.nodes;
    const push = signals.push.bind(signals);
    signals.push = (...sent) => {
      if (sent[0]?.signal === signal && (seen += 1) === nth) setTimeout(then, 2);
      return push(...sent);
    };
  }
}
