import { ClusterNews } from '../../src/lab/cluster/news';
import { TraceClaims } from '../../src/lab/cluster/traceClaims';
import { FileOffers } from '../../src/main/fileOffers';
import type { LiveCluster, StartedCluster } from '../../src/main/liveCluster';
import type { SweepShelf } from '../../src/main/sweepDesk';
import type { LabFeatures, LabParts, MeasureTask, OpenedRun } from '../../src/main/labService';
import type { MachineDelays } from '../../src/shared/agreement';
import type { Action } from '../../src/shared/action';
import type { ClusterSnapshot } from '../../src/shared/clusterSnapshot';
import type { Prediction } from '../../src/shared/prediction';
import type { RunSummary } from '../../src/shared/runStatistics';
import { summarise } from '../../src/lab/trial/summary';
import type { ClusterSettings, Retune } from '../../src/shared/settings';

/** A cluster that does what it is told and nothing more. */
export class FakeCluster implements LiveCluster {
  readonly news = new ClusterNews();
  readonly acts: Action[] = [];
  readonly retunes: Retune[] = [];
  readonly traces = new TraceClaims(() => undefined);
  /** Actions take effect when it resolves. */
  effect: Promise<void> = Promise.resolve();
  stopped = false;

  constructor(readonly settings: ClusterSettings) {}

  get machine(): MachineDelays {
    return { roundTripMs: 30, persistMs: 1, persistSpreadMs: [0.5, 1, 4] };
  }

  snapshot(): ClusterSnapshot {
    return {
      settings: this.settings,
      nodes: [],
      links: [],
      leader: 1,
      term: 1,
      commitsPerSecond: 0,
      commitLatencyMs: null,
      timerLateP99Ms: null,
      measured: { roundTripMs: 30, persistMs: 1 },
    };
  }

  async act(action: Action): Promise<void> {
    this.acts.push(action);
    return this.effect;
  }

  async retune(change: Retune): Promise<void> {
    this.retunes.push(change);
    return Promise.resolve();
  }

  get traceEvery(): number {
    return this.traces.every;
  }

  happen(text: string): void {
    this.news.tell({ atMs: 1, kind: 'info', node: null, text, marker: null });
  }

  send(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.news.trace({ atMs: i, from: 1, to: 2, kind: 'heartbeat', term: 1, delayMs: 0 });
    }
  }
}

/** Parts of a lab that start fake clusters and leave measurements to the test. */
export class FakeParts implements LabParts<FakeCluster> {
  readonly hello = {
    version: '0',
    host: 'browser',
    platform: 'linux',
    pauseUnavailable: null,
    runsFolder: '/runs',
  } as const;
  readonly clusters: FakeCluster[] = [];
  readonly predictedFor: unknown[] = [];
  task: MeasureTask<FakeCluster> | null = null;
  failStart: Error | null = null;
  finishRun: (summary: RunSummary) => void = () => undefined;
  failRun: (error: Error) => void = () => undefined;

  async startCluster(settings: ClusterSettings): Promise<StartedCluster<FakeCluster>> {
    if (this.failStart) throw this.failStart;
    const cluster = new FakeCluster(settings);
    this.clusters.push(cluster);
    return Promise.resolve({
      cluster,
      end: async () => {
        cluster.stopped = true;
        return Promise.resolve();
      },
    });
  }

  async openRun(): Promise<OpenedRun<FakeCluster>> {
    return Promise.resolve({
      runId: 'run-1',
      measure: (task) => {
        this.task = task;
        return new Promise<RunSummary>((resolve, reject) => {
          this.finishRun = resolve;
          this.failRun = reject;
          task.signal.addEventListener('abort', () => {
            resolve(summarise([], null));
          });
        });
      },
    });
  }

  async predict(_request: unknown, measured: unknown): Promise<Prediction> {
    this.predictedFor.push(measured);
    return Promise.resolve({
      theory: { splitProbability: null, meanDowntimeMs: null, floorMs: null },
      assumptions: [],
      simulated: null,
    });
  }

  readonly sweeps: SweepShelf = {
    create: () => Promise.reject(new Error('no sweep')),
    open: () => Promise.reject(new Error('no sweep')),
    load: () => Promise.reject(new Error('no sweep')),
    delete: () => Promise.reject(new Error('no sweep')),
  };
  closed = false;
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  measureFigure16: LabParts<FakeCluster>['measureFigure16'] = () => Promise.reject(new Error('not here'));
  readonly files = new FileOffers();
  readonly features: LabFeatures = {
    advise: () => Promise.reject(new Error('no advice')),
    stopAdvising: () => Promise.resolve(),
    listRuns: () => Promise.resolve([]),
    loadRun: () => Promise.reject(new Error('no run')),
    readSoFar: () => Promise.resolve(null),
    relabelRun: () => Promise.reject(new Error('not here')),
    deleteRun: () => Promise.reject(new Error('not here')),
    restoreRun: () => Promise.reject(new Error('not here')),
    importRun: () => Promise.reject(new Error('not here')),
    compareRuns: () => Promise.reject(new Error('not here')),
    exportComparison: () => Promise.reject(new Error('no run')),
    exportRun: () => Promise.reject(new Error('no run')),
    traceTrial: () => Promise.reject(new Error('no run')),
    agreement: () => Promise.resolve(null),
    relabelSweep: () => Promise.reject(new Error('not here')),
    listSweeps: () => Promise.resolve([]),
    restoreSweep: () => Promise.reject(new Error('no sweep')),
    loadSweepCell: () => Promise.reject(new Error('no sweep')),
    exportSweep: () => Promise.reject(new Error('no sweep')),
    reproduceFigure16: () => Promise.reject(new Error('not here')),
    reproduceThesisWan: () => Promise.reject(new Error('not here')),
  };
}
