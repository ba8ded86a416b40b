import type {
  Action,
  Hello,
  LabApi,
  LabEvent,
  LiveApi,
  MeasureProgress,
  MeasureRequest,
  Prediction,
  PredictRequest,
  WindowApi,
} from '../shared/contract';
import { LabError, messageOf } from '../shared/errors';
import { experimentSchema, type Experiment } from '../shared/experiment';
import type { RunSummary } from '../shared/runStatistics';
import { issuesInWords } from '../shared/issues';
import { DEFAULT_SETTINGS, type ClusterSettings, type Retune } from '../shared/settings';
import { monotonicMs } from '../shared/time';
import type { FileOffers } from './fileOffers';
import { FRAME_INTERVAL_MS, FrameFeed } from './frames';
import type { RunningCluster } from '../lab/machineModel';
import { WatchedCluster, type LiveCluster, type StartedCluster } from './liveCluster';
import { Measurement } from './measurement';
import { Figure16Desk, type Figure16DeskOptions } from './figure16Desk';
import type { HostedLab } from './rpc';
import { SweepDesk, type SweepShelf } from './sweepDesk';

/** What a new window finds running: the paper's range with enough delay that split votes can be seen. */
export const FIRST_SETTINGS: ClusterSettings = {
  ...DEFAULT_SETTINGS,
  latency: { kind: 'fixed', ms: 15 },
  clientLoadPerSecond: 20,
};

const KEPT_EVENTS = 500;
const nothingToGiveBack = (): Promise<void> => Promise.resolve();

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
  private cluster: WatchedCluster<C> | null = null;
  private measurement: Measurement | null = null;
  private readonly sweeps: SweepDesk;
  private readonly figure16: Figure16Desk;
  private readonly feeds = new Set<FrameFeed>();
  private readonly events: LabEvent[] = [];
  private eventCount = 0;
  private frameTimer: NodeJS.Timeout | null = null;
  private openingRun = false;
  private started = false;
  private closed = false;
  /** Starts and stops of the cluster happen one after another. */
  private turn: Promise<void> = Promise.resolve();

  readonly api: LabApi;
  readonly files: FileOffers;

  constructor(private readonly parts: LabParts<C>) {
    this.files = parts.files;
    this.sweeps = new SweepDesk({
      shelf: parts.sweeps,
      requireIdle: (wish) => {
        this.requireIdle(wish);
        this.figure16.requireIdle(wish);
      },
      makeRoom: ({ base }) =>
        base.engine === 'processes' ? this.makeRoom('the sweep’s own') : Promise.resolve(nothingToGiveBack),
      onBegin: (cells) => {
        for (const feed of this.feeds) feed.replaceCells(cells);
      },
      onChange: (cell) => {
        for (const feed of this.feeds) feed.addCell(cell);
      },
    });
    this.figure16 = new Figure16Desk({
      measure: parts.measureFigure16,
      requireIdle: (wish) => {
        this.requireIdle(wish);
        this.sweeps.requireIdle(wish);
      },
      makeRoom: () => this.makeRoom('those of Figure 16'),
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
    const feed = new FrameFeed(window, this.events, this.measurement?.trials ?? [], this.sweeps.cells);
    this.feeds.add(feed);
    this.frameTimer ??= setInterval(() => {
      this.sendFrames();
    }, FRAME_INTERVAL_MS);
    this.cluster?.setWatched(true);
    if (!this.started) void this.startCluster(FIRST_SETTINGS).catch(() => undefined);
    return () => {
      this.feeds.delete(feed);
      if (this.feeds.size > 0) return;
      this.cluster?.setWatched(false);
      this.stopFrames();
    };
  }

  async hello(): Promise<Hello> {
    return Promise.resolve(this.parts.hello);
  }

  async startCluster(settings: ClusterSettings): Promise<void> {
    this.requireIdle('start another cluster');
    this.sweeps.requireNoProcesses('start a cluster');
    this.figure16.requireIdle('start a cluster');
    await this.launchCluster(settings);
  }

  private async launchCluster(settings: ClusterSettings): Promise<void> {
    this.started = true;
    await this.inTurn(async () => {
      await this.endCluster();
      if (this.closed) return;
      try {
        this.cluster = new WatchedCluster(await this.parts.startCluster(settings), {
          event: (event) => {
            this.tell(event);
          },
          message: (message) => {
            for (const feed of this.feeds) feed.addMessage(message);
          },
        });
      } catch (error) {
        this.tellNote(messageOf(error), 'warning');
        throw error;
      }
      this.cluster.setWatched(this.feeds.size > 0);
    });
  }

  async stopCluster(): Promise<void> {
    this.requireIdle('stop the cluster');
    await this.inTurn(() => this.endCluster());
  }

  async retune(change: Retune): Promise<void> {
    this.requireIdle('retune');
    await this.requireCluster().cluster.retune(change);
  }

  async act(action: Action): Promise<void> {
    this.requireIdle('disturb the cluster');
    await this.requireCluster().cluster.act(action);
  }

  async measure(request: MeasureRequest): Promise<{ readonly runId: string }> {
    this.requireIdle('start another');
    this.sweeps.requireIdle('measure');
    this.figure16.requireIdle('measure');
    const { cluster } = this.requireCluster();
    const experiment = experimentOn(cluster.snapshot().settings, request);
    const run = await this.openRun(experiment);
    for (const feed of this.feeds) feed.forgetTrials();
    this.measurement = new Measurement(run.runId, experiment, (newTrials) => {
      for (const feed of this.feeds) feed.addTrials(newTrials);
    });
    this.measurement.start((signal, onProgress) => run.measure({ cluster, experiment, signal, onProgress }));
    return { runId: run.runId };
  }

  async stopMeasure(): Promise<void> {
    await this.measurement?.stop();
  }

  async predict(request: PredictRequest): Promise<Prediction> {
    const running = this.cluster?.cluster;
    return this.parts.predict(
      request,
      running === undefined ? null : { settings: running.settings, measured: running.machine },
    );
  }

  /** Ends all that is measured (what is done is kept), the cluster and all frames. */
  async close(): Promise<void> {
    this.closed = true;
    this.started = true;
    this.stopFrames();
    await this.stopMeasure();
    await this.sweeps.stop();
    await this.figure16.stop();
    await this.inTurn(() => this.endCluster());
    await this.parts.close();
  }

  private async openRun(experiment: Experiment): Promise<OpenedRun<C>> {
    this.openingRun = true;
    try {
      return await this.parts.openRun(experiment);
    } finally {
      this.openingRun = false;
    }
  }

  /**
   * Real processes that are timed need the machine for themselves: the live cluster ends for them, and one like it
   * starts when they are done.
   *
   * @param whose processes, in words
   */
  private async makeRoom(whose: string): Promise<() => Promise<void>> {
    const { cluster } = this;
    if (cluster === null) return nothingToGiveBack;
    const { settings } = cluster.snapshot();
    this.tellNote(
      `The cluster ends: ${whose} need the machine for themselves; one like it starts afterwards`,
    );
    await this.inTurn(() => this.endCluster());
    return () => this.launchCluster(settings);
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    await done;
  }

  private async endCluster(): Promise<void> {
    const ending = this.cluster;
    this.cluster = null;
    await ending?.stop();
  }

  private tell(event: Omit<LabEvent, 'sequence'>): void {
    this.eventCount += 1;
    const told = { ...event, sequence: this.eventCount };
    this.events.push(told);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    for (const feed of this.feeds) feed.addEvent(told);
  }

  private tellNote(text: string, kind: LabEvent['kind'] = 'info'): void {
    this.tell({ atMs: monotonicMs(), kind, node: null, text, marker: null });
  }

  private sendFrames(): void {
    const source = {
      nowMs: monotonicMs(),
      cluster: this.cluster?.snapshot() ?? null,
      traceEvery: this.cluster?.cluster.traceEvery ?? 1,
      measure: this.measurement?.progress ?? null,
      sweep: this.sweeps.sweep,
    };
    for (const feed of this.feeds) feed.offer(source);
  }

  private stopFrames(): void {
    if (this.frameTimer !== null) clearInterval(this.frameTimer);
    this.frameTimer = null;
  }

  private requireCluster(): WatchedCluster<C> {
    if (this.cluster === null) {
      throw new LabError('not-running', 'No cluster is running: start one first.');
    }
    return this.cluster;
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
