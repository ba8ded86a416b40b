import type { Action } from '../shared/action';
import type { Hello, LabApi, LiveApi, WindowApi } from '../shared/contract';
import type { MeasureProgress, MeasureRequest } from '../shared/measure';
import type { Prediction, PredictRequest } from '../shared/prediction';
import { LabError } from '../shared/errors';
import { experimentSchema, type Experiment } from '../shared/experiment';
import type { RunSummary } from '../shared/runStatistics';
import { issuesInWords } from '../shared/issues';
import { DEFAULT_SETTINGS, type ClusterSettings, type Retune } from '../shared/settings';
import { monotonicMs } from '../shared/time';
import { ClusterSlot } from './clusterSlot';
import type { FileOffers } from './fileOffers';
import type { FrameSource } from './frames';
import type { RunningCluster } from '../lab/machineModel';
import type { LiveCluster, StartedCluster } from './liveCluster';
import { Measurement } from './measurement';
import { Figure16Desk, type Figure16DeskOptions } from './figure16Desk';
import type { HostedLab } from './rpc';
import { SweepDesk, type SweepShelf } from './sweepDesk';
import { Windows } from './windows';

/** What a new window finds running: the paper's range with enough delay that split votes can be seen. */
export const FIRST_SETTINGS: ClusterSettings = {
  ...DEFAULT_SETTINGS,
  latency: { kind: 'fixed', ms: 15 },
  clientLoadPerSecond: 20,
};

export interface MeasureTask<C> {
  readonly cluster: C;
  readonly experiment: Experiment;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MeasureProgress) => void;
}

/** A run that has its folder, and what fills it. */
export interface OpenedRun<C> {
  readonly runId: string;
  readonly measure: (task: MeasureTask<C>) => Promise<RunSummary>;
}

/** The laboratory that a host puts behind the contract. */
export interface LabParts<C extends LiveCluster> {
  readonly hello: Hello;
  startCluster(settings: ClusterSettings): Promise<StartedCluster<C>>;
  openRun(experiment: Experiment): Promise<OpenedRun<C>>;
  predict(request: PredictRequest, running: RunningCluster | null): Promise<Prediction>;
  readonly sweeps: SweepShelf;
  readonly measureFigure16: Figure16DeskOptions['measure'];
  /** Ends its threads; what they were at has ended before. */
  close(): Promise<void>;
  /** What needs no live cluster. */
  readonly features: LabFeatures;
  /** Files that features have offered. */
  readonly files: FileOffers;
}

export type LabFeatures = Omit<
  LabApi,
  keyof LiveApi | keyof SweepDesk['calls'] | keyof Figure16Desk['calls']
>;

/**
 * The one implementation of the contract: one live cluster, at most one measurement on it, and any number of windows
 * that see the same. The first window finds a cluster running.
 */
export class LabService<C extends LiveCluster> implements HostedLab, LiveApi {
  private readonly windows = new Windows(() => this.frameSource());
  private readonly slot: ClusterSlot<C>;
  private measurement: Measurement | null = null;
  private readonly sweeps: SweepDesk;
  private readonly figure16: Figure16Desk;
  private openingRun = false;
  private started = false;

  readonly api: LabApi;
  readonly files: FileOffers;

  constructor(private readonly parts: LabParts<C>) {
    this.files = parts.files;
    this.slot = new ClusterSlot((settings) => parts.startCluster(settings), this.windows);
    this.sweeps = new SweepDesk({
      shelf: parts.sweeps,
      requireIdle: (wish) => {
        this.requireIdle(wish);
        this.figure16.requireIdle(wish);
      },
      makeRoom: () => this.slot.makeRoom('the sweep’s own'),
      onBegin: (cells) => {
        this.windows.each((feed) => {
          feed.replaceCells(cells);
        });
      },
      onChange: (cell) => {
        this.windows.each((feed) => {
          feed.addCell(cell);
        });
      },
    });
    this.figure16 = new Figure16Desk({
      measure: parts.measureFigure16,
      requireIdle: (wish) => {
        this.requireIdle(wish);
        this.sweeps.requireIdle(wish);
      },
      makeRoom: () => this.slot.makeRoom('those of Figure 16'),
    });
    this.api = {
      ...parts.features,
      ...this.sweeps.calls,
      ...this.figure16.calls,
      hello: () => this.hello(),
      startCluster: (settings) => this.startCluster(settings),
      stopCluster: () => this.stopCluster(),
      retune: (change) => this.retune(change),
      act: (action) => this.act(action),
      measure: (request) => this.measure(request),
      stopMeasure: () => this.stopMeasure(),
      predict: (request) => this.predict(request),
    };
  }

  connect(window: WindowApi): () => void {
    const close = this.windows.open(window, {
      trials: this.measurement?.trials ?? [],
      cells: this.sweeps.cells,
    });
    this.slot.watch();
    if (!this.started) void this.startCluster(FIRST_SETTINGS).catch(() => undefined);
    return () => {
      close();
      this.slot.watch();
    };
  }

  async hello(): Promise<Hello> {
    return Promise.resolve(this.parts.hello);
  }

  async startCluster(settings: ClusterSettings): Promise<void> {
    this.requireIdle('start another cluster');
    this.sweeps.requireNoProcesses('start a cluster');
    this.figure16.requireIdle('start a cluster');
    this.started = true;
    await this.slot.launch(settings);
  }

  async stopCluster(): Promise<void> {
    this.requireIdle('stop the cluster');
    await this.slot.end();
  }

  async retune(change: Retune): Promise<void> {
    this.requireIdle('retune');
    await this.slot.change((cluster) => cluster.retune(change));
  }

  async act(action: Action): Promise<void> {
    this.requireIdle('disturb the cluster');
    await this.slot.change((cluster) => cluster.act(action));
  }

  async measure(request: MeasureRequest): Promise<{ readonly runId: string }> {
    this.requireIdle('start another');
    this.sweeps.requireIdle('measure');
    this.figure16.requireIdle('measure');
    const { cluster, experiment, run } = await this.openRun(request);
    this.windows.each((feed) => {
      feed.forgetTrials();
    });
    this.measurement = new Measurement(run.runId, experiment, (newTrials) => {
      this.windows.each((feed) => {
        feed.addTrials(newTrials);
      });
    });
    this.measurement.start((signal, onProgress) => run.measure({ cluster, experiment, signal, onProgress }));
    return { runId: run.runId };
  }

  async stopMeasure(): Promise<void> {
    await this.measurement?.stop();
  }

  async predict(request: PredictRequest): Promise<Prediction> {
    const { cluster } = this.slot;
    return this.parts.predict(
      request,
      cluster === null ? null : { settings: cluster.settings, measured: cluster.machine },
    );
  }

  /** Ends all that is measured (what is done is kept), the cluster and all frames. */
  async close(): Promise<void> {
    this.started = true;
    this.slot.startNoMore();
    this.windows.stop();
    await this.stopMeasure();
    await this.sweeps.stop();
    await this.figure16.stop();
    await this.slot.end();
    await this.parts.close();
  }

  /** What has been begun on the cluster, a restart say, takes effect first: nothing else can be begun from now on. */
  private async openRun(
    request: MeasureRequest,
  ): Promise<Pick<MeasureTask<C>, 'cluster' | 'experiment'> & { readonly run: OpenedRun<C> }> {
    this.openingRun = true;
    try {
      if (this.slot.changing) {
        this.windows.note('The measurement begins once the cluster has done what it was asked to', 'measure');
        await this.slot.changed();
      }
      const cluster = this.slot.require();
      const experiment = experimentOn(cluster.settings, request);
      return { cluster, experiment, run: await this.parts.openRun(experiment) };
    } finally {
      this.openingRun = false;
    }
  }

  private frameSource(): FrameSource {
    const { cluster } = this.slot;
    return {
      nowMs: monotonicMs(),
      wallMs: Date.now(),
      cluster: cluster?.snapshot() ?? null,
      traceEvery: cluster?.traceEvery ?? 1,
      measure: this.measurement?.progress ?? null,
      sweep: this.sweeps.sweep,
    };
  }

  /** A measurement is only worth something when nobody meddles with its cluster. */
  private requireIdle(wish: string): void {
    if (this.openingRun || this.measurement?.running === true) {
      throw new LabError(
        'busy',
        `A measurement is running and would be spoiled: stop it, or wait for its end, to ${wish}.`,
      );
    }
  }
}

/** @throws LabError `bad-argument` when what is asked for does not go together */
function experimentOn(cluster: ClusterSettings, request: MeasureRequest): Experiment {
  const parsed = experimentSchema.safeParse({ ...request, cluster, concurrency: 1 });
  if (parsed.success) return parsed.data;
  throw new LabError('bad-argument', `This cannot be measured: ${issuesInWords(parsed.error)}.`);
}
