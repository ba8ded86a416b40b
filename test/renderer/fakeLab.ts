import { FIGURE_16_LINES } from '../../src/shared/figure16';
import type { Advice, AdviceRequest } from '../../src/shared/advice';
import type { Action } from '../../src/shared/action';
import type { Hello, LabApi, LabFrame } from '../../src/shared/contract';
import type { MeasureProgress, MeasureRequest } from '../../src/shared/measure';
import type { PredictRequest, Prediction } from '../../src/shared/prediction';
import type { RunData, RunInfo } from '../../src/shared/runs/run';
import { type ExportRequest, type FileOffer, OFFER_PATH } from '../../src/shared/export';
import { medianOf } from '../../src/shared/delayTail';
import { formatDistribution } from '../../src/shared/distribution';
import type { RunAgreement } from '../../src/shared/agreement';
import { experimentSchema, type Experiment } from '../../src/shared/experiment';
import type { RunSummary, TrialStatistics } from '../../src/shared/runStatistics';
import { NOT_MEASURED, type TrialRecord } from '../../src/shared/trialRecord';
import { DEFAULT_SETTINGS, type ClusterSettings, type Retune } from '../../src/shared/settings';
import { wilson } from '../../src/shared/proportion';
import { RateLine } from '../../src/shared/rateLine';
import { spreadOf } from '../../src/shared/spread';
import type { Comparison, ComparisonRequest, ImportRequest, Relabel } from '../../src/shared/runs/api';
import { seededRandom } from '../../src/node/random';
import type {
  Figure16Measurement,
  Figure16Request,
  MeasureFigure16Request,
  ReproducedLine,
  ThesisWanComparison,
  ThesisWanRequest,
} from '../../src/shared/reference';
import { REFERENCES } from '../../src/lab/reproduce/onDemand';
import { agreementOfRun } from '../../src/lab/runAgreement';
import type { Connect, ConnectionListener } from '../../src/renderer/connection';
import type { TraceRequest, TrialTrace } from '../../src/shared/trace';
import { fakeAdvice } from './fakeAdvice';
import { FakeCluster } from './fakeCluster';
import { FakeSweeps } from './fakeSweeps';
import { threeServers } from './timeline/trace';

export interface FakeOptions {
  readonly settings?: Partial<ClusterSettings>;
  readonly seed?: number;
  readonly startMs?: number;
}

interface Measuring {
  readonly runId: string;
  readonly experiment: Experiment;
  readonly startedMs: number;
  readonly trials: TrialRecord[];
  fresh: TrialRecord[];
  state: MeasureProgress['state'];
  crashed: {
    readonly id: number;
    readonly atMs: number;
    readonly term: number;
    readonly split: number;
  } | null;
  nextCrashMs: number;
  splitTerms: number;
}

/** The contract over a `FakeCluster`. Time passes only in `advance`. */
export class FakeLab implements LabApi {
  cluster: FakeCluster | null;
  readonly calls: { readonly name: string; readonly argument: unknown }[] = [];
  readonly runs: (RunData & { readonly trials: readonly TrialRecord[] })[] = [];
  readonly sweeps = new FakeSweeps((settings, elections) => {
    const { simulated } = fakePrediction({ settings, elections, seed: 1 }, true);
    return simulated?.summary ?? summaryOf([]);
  });
  /** What `predict` answers with; null rejects. */
  simulate = true;
  /** Advice comes only when this is false. */
  adviceWaits = false;
  #stopAdvice = (): void => undefined;
  readonly #trash = new Map<string, FakeLab['runs'][number]>();
  #listener: ConnectionListener | null = null;
  #sequence = 0;
  #measuring: Measuring | null = null;
  #coalesced = 0;
  #startMs: number;
  readonly #seed: number;

  constructor(options: FakeOptions = {}) {
    this.#startMs = options.startMs ?? 5000;
    this.#seed = options.seed ?? 1;
    this.cluster = new FakeCluster({ ...DEFAULT_SETTINGS, ...options.settings }, this.#seed, this.#startMs);
  }

  /** To be handed to the window in place of a real connection. */
  readonly connect: Connect = (listener) => {
    this.#listener = listener;
    queueMicrotask(() => {
      listener.state({ kind: 'connected' });
    });
    return this;
  };

  get nowMs(): number {
    return this.cluster?.nowMs ?? this.#startMs;
  }

  /** Lets time pass and measures on the way, without telling the window. */
  advance(ms: number): void {
    const until = this.nowMs + ms;
    while (this.nowMs < until) {
      const next = Math.min(until, this.nowMs + 1);
      if (this.cluster === null) this.#startMs = next;
      else this.cluster.advanceTo(next);
      this.#measure();
    }
    this.sweeps.advance(ms);
  }

  /** Sends the window a frame of how things stand. */
  async tell(): Promise<void> {
    await this.#listener?.frame(this.frame());
  }

  lose(attempt = 1): void {
    this.#listener?.state({ kind: 'lost', attempt });
  }

  regain(): void {
    this.#listener?.state({ kind: 'connected' });
  }

  /** Pretends that the window fell behind. */
  fallBehind(frames: number): void {
    this.#coalesced += frames;
  }

  frame(): LabFrame {
    const measure = this.#progress();
    const frame: LabFrame = {
      sequence: ++this.#sequence,
      nowMs: this.nowMs,
      wallMs: 1_700_000_000_000 + this.nowMs,
      cluster: this.cluster?.snapshot() ?? null,
      events: this.cluster?.events.splice(0) ?? [],
      messages: this.cluster?.traces.splice(0) ?? [],
      traceEvery: 1,
      measure,
      sweep: this.sweeps.progress(),
      coalesced: this.#coalesced,
    };
    this.#coalesced = 0;
    return structuredClone(frame);
  }

  hello(): Promise<Hello> {
    return Promise.resolve({
      version: '0.1.0',
      host: 'browser',
      platform: 'linux',
      pauseUnavailable: null,
      runsFolder: '/home/ada/raft-lab/runs',
    });
  }

  startCluster(settings: ClusterSettings): Promise<void> {
    this.calls.push({ name: 'startCluster', argument: settings });
    this.cluster = new FakeCluster(settings, this.#seed, this.nowMs);
    this.#measuring = null;
    return Promise.resolve();
  }

  stopCluster(): Promise<void> {
    this.#startMs = this.nowMs;
    this.cluster = null;
    return Promise.resolve();
  }

  retune(change: Retune): Promise<void> {
    this.calls.push({ name: 'retune', argument: change });
    this.cluster?.retune(change);
    return Promise.resolve();
  }

  act(action: Action): Promise<void> {
    this.calls.push({ name: 'act', argument: action });
    return Promise.resolve().then(() => {
      this.cluster?.act(action);
    });
  }

  measure(request: MeasureRequest): Promise<{ readonly runId: string }> {
    this.calls.push({ name: 'measure', argument: request });
    if (this.cluster === null) return Promise.reject(new Error('No cluster is running.'));
    const runId = `2026-11-21T08-00-0${this.runs.length}Z-leader-crash`;
    this.cluster.tell('measure', null, `measuring: ${request.trials} leader crashes`, 'measure');
    this.#measuring = {
      runId,
      experiment: experimentSchema.parse({ ...request, cluster: this.cluster.settings, concurrency: 1 }),
      startedMs: this.nowMs,
      trials: [],
      fresh: [],
      state: 'running',
      crashed: null,
      nextCrashMs: this.nowMs + 100,
      splitTerms: 0,
    };
    return Promise.resolve({ runId });
  }

  stopMeasure(): Promise<void> {
    if (this.#measuring !== null) this.#finish(this.#measuring, 'stopped');
    return Promise.resolve();
  }

  predict(request: PredictRequest): Promise<Prediction> {
    this.calls.push({ name: 'predict', argument: request });
    return Promise.resolve(fakePrediction(request, this.simulate));
  }

  advise(request: AdviceRequest): Promise<Advice> {
    this.calls.push({ name: 'advise', argument: request });
    return new Promise((resolve, reject) => {
      if (!this.adviceWaits) resolve(fakeAdvice(request));
      this.#stopAdvice = () => {
        reject(new Error('The advice was called off.'));
      };
    });
  }

  stopAdvising(): Promise<void> {
    this.#stopAdvice();
    return Promise.resolve();
  }

  listRuns(): Promise<readonly RunInfo[]> {
    const m = this.#measuring;
    const underWay: RunInfo[] =
      m?.state !== 'running'
        ? []
        : [
            {
              runId: m.runId,
              name: m.experiment.name,
              startedAt: '2026-11-21T12:00:00.000Z',
              experiment: m.experiment,
              summary: null,
              tags: [],
              note: '',
              pinned: false,
              imported: null,
            },
          ];
    return Promise.resolve([
      ...underWay,
      ...this.runs
        .toReversed()
        .map(({ runId, name, startedAt, experiment, summary, tags, note, pinned, imported }) => ({
          runId,
          name,
          startedAt,
          experiment,
          summary,
          tags,
          note,
          pinned,
          imported,
        })),
    ]);
  }

  async relabelRun({ runId, ...labels }: Relabel): Promise<RunInfo> {
    this.calls.push({ name: 'relabelRun', argument: { runId, ...labels } });
    const at = this.runs.findIndex((run) => run.runId === runId);
    this.runs[at] = { ...this.runs[at]!, ...(labels as Pick<RunInfo, 'tags'>) };
    const infos = await this.listRuns();
    return infos.find((run) => run.runId === runId)!;
  }

  deleteRun(runId: string): Promise<{ undoToken: string }> {
    const [run] = this.runs.splice(
      this.runs.findIndex((one) => one.runId === runId),
      1,
    );
    this.#trash.set(runId, run!);
    return Promise.resolve({ undoToken: runId });
  }

  restoreRun(undoToken: string): Promise<void> {
    this.runs.push(this.#trash.get(undoToken)!);
    return Promise.resolve();
  }

  importRun(request: ImportRequest): Promise<RunInfo> {
    this.calls.push({ name: 'importRun', argument: request });
    return Promise.reject(new Error('Line 3, column trial: there is a trial 1 above.'));
  }

  compareRuns(request: ComparisonRequest): Promise<Comparison> {
    this.calls.push({ name: 'compareRuns', argument: request });
    const runs = request.runIds.map((runId) => {
      const { name, summary, spread, experiment } = this.runs.find((run) => run.runId === runId)!;
      const at = (value: number | null) => ({ value, low: null, high: null });
      const { p50, p90, p95, p99 } = summary.downtimeMs;
      return {
        runId,
        name,
        kind: experiment.kind,
        trials: summary.trials,
        capped: summary.capped,
        splitVoteRate: summary.splitVoteRate,
        firstTermSplitRate: summary.firstTermSplitRate,
        spurious: summary.spurious ?? null,
        downtimeMs: { p50: at(p50), p90: at(p90), p95: at(p95), p99: at(p99) },
        steps: spread.steps,
        bandHalfWidth: 0.1,
      };
    });
    const nothing = { value: null, low: null, high: null };
    return Promise.resolve({
      baseline: request.baseline,
      runs,
      settings: [{ name: 'election timeout', values: runs.map((_, i) => `150–${200 + 100 * i} ms`) }],
      differences: request.runIds
        .filter((runId) => runId !== request.baseline)
        .map((runId) => ({
          runId,
          medianMs: nothing,
          splitVoteRate: nothing,
          spuriousRatio: nothing,
          ks: null,
          words: ['The medians cannot be told apart.'],
        })),
    });
  }

  /** What `readSoFar` answers. */
  readSoFarShare: number | null = null;
  /** Loading waits for it. */
  loaded: Promise<void> = Promise.resolve();

  readSoFar(): Promise<number | null> {
    return Promise.resolve(this.readSoFarShare);
  }

  async loadRun(runId: string): Promise<RunData> {
    await this.loaded;
    const run = this.runs.find((candidate) => candidate.runId === runId);
    if (run === undefined) throw new Error(`There is no run ${runId}.`);
    return structuredClone(run);
  }

  traceTrial(request: TraceRequest): Promise<TrialTrace> {
    this.calls.push({ name: 'traceTrial', argument: request });
    const trace = threeServers();
    return Promise.resolve({
      ...trace,
      runId: 'runId' in request ? request.runId : `cell-${request.cell}`,
      record: { ...trace.record, trial: request.trial },
    });
  }

  reproduceFigure16(request: Figure16Request): Promise<ReproducedLine> {
    this.calls.push({ name: 'reproduceFigure16', argument: request });
    return REFERENCES.reproduceFigure16({ ...request, trials: 40 });
  }

  reproduceThesisWan(request: ThesisWanRequest): Promise<ThesisWanComparison> {
    this.calls.push({ name: 'reproduceThesisWan', argument: request });
    return REFERENCES.reproduceThesisWan({ ...request, trials: 40 });
  }

  /** Each asking finds it one line further. */
  #figure16: Figure16Measurement | null = null;

  async measureFigure16(request: MeasureFigure16Request): Promise<void> {
    this.calls.push({ name: 'measureFigure16', argument: request });
    this.#figure16 = { state: 'running', request, progress: null, lines: [], problem: null };
    return Promise.resolve();
  }

  async figure16Measurement(): Promise<Figure16Measurement | null> {
    const before = this.#figure16;
    if (before?.state !== 'running') return before;
    const { lines: wanted, trials, seed } = before.request;
    const line = wanted[before.lines.length];
    const published = line === undefined ? undefined : FIGURE_16_LINES[line];
    if (line === undefined || published === undefined) {
      this.#figure16 = { ...before, state: 'done' };
      return this.#figure16;
    }
    const { comparison, steps } = await REFERENCES.reproduceFigure16({ line, trials: 40, seed });
    const real: ReproducedLine = {
      steps,
      comparison: { ...comparison, engine: 'processes', clean: { trials: 39, differences: comparison } },
    };
    this.#figure16 = {
      ...before,
      lines: [...before.lines, real],
      progress: {
        line: published,
        finished: before.lines.length,
        lines: wanted.length,
        done: 7,
        total: trials,
        contaminated: 2,
        remainingMs: 61_000,
      },
    };
    return this.#figure16;
  }

  async stopMeasuringFigure16(): Promise<void> {
    this.calls.push({ name: 'stopMeasuringFigure16', argument: null });
    if (this.#figure16 !== null) this.#figure16 = { ...this.#figure16, state: 'stopped' };
    return Promise.resolve();
  }

  agreement(runId: string): Promise<RunAgreement | null> {
    this.calls.push({ name: 'agreement', argument: runId });
    const run = this.runs.find((candidate) => candidate.runId === runId);
    return run === undefined
      ? Promise.reject(new Error(`There is no run ${runId}.`))
      : agreementOfRun(run, (request) => fakePrediction(request, true));
  }

  exportComparison(request: ComparisonRequest): Promise<FileOffer> {
    this.calls.push({ name: 'exportComparison', argument: request });
    return Promise.resolve({
      fileName: 'comparison.html',
      mimeType: 'text/html',
      path: '/files/comparison',
      rows: null,
    });
  }

  exportRun({ runId, kind }: ExportRequest): Promise<FileOffer> {
    this.calls.push({ name: 'exportRun', argument: { runId, kind } });
    const run = this.runs.find((candidate) => candidate.runId === runId);
    const isCsv = kind === 'trials' || kind === 'terms';
    return Promise.resolve({
      fileName: `${kind}.${isCsv ? 'csv' : 'json'}`,
      mimeType: isCsv ? 'text/csv' : 'application/json',
      path: `${OFFER_PATH}${kind}`,
      rows: isCsv ? (run?.summary.trials ?? 0) : null,
    });
  }

  readonly startSweep: LabApi['startSweep'] = (sweep) => {
    this.calls.push({ name: 'startSweep', argument: sweep });
    return this.sweeps.startSweep(sweep);
  };
  readonly stopSweep: LabApi['stopSweep'] = () => this.sweeps.stopSweep();
  readonly resumeSweep: LabApi['resumeSweep'] = (sweepId) => this.sweeps.resumeSweep(sweepId);
  readonly listSweeps: LabApi['listSweeps'] = () => this.sweeps.listSweeps();
  readonly loadSweep: LabApi['loadSweep'] = (sweepId) => this.sweeps.loadSweep(sweepId);
  readonly loadSweepCell: LabApi['loadSweepCell'] = (request) => this.sweeps.loadSweepCell(request);
  readonly relabelSweep: LabApi['relabelSweep'] = (change) => this.sweeps.relabelSweep(change);
  readonly deleteSweep: LabApi['deleteSweep'] = (sweepId) => this.sweeps.deleteSweep(sweepId);
  readonly restoreSweep: LabApi['restoreSweep'] = (undoToken) => this.sweeps.restoreSweep(undoToken);
  readonly exportSweep: LabApi['exportSweep'] = (request) => this.sweeps.exportSweep(request);

  #progress(): MeasureProgress | null {
    const m = this.#measuring;
    if (m === null) return null;
    const elapsedMs = this.nowMs - m.startedMs;
    const done = m.trials.length;
    return {
      runId: m.runId,
      state: m.state,
      experiment: m.experiment,
      done,
      total: m.experiment.trials,
      elapsedMs,
      remainingMs:
        m.state === 'running' && done > 2 ? (elapsedMs / done) * (m.experiment.trials - done) : null,
      summary: summaryOf(m.trials),
      newTrials: m.fresh.splice(0),
      problem: null,
    };
  }

  #finish(m: Measuring, state: 'done' | 'stopped'): void {
    m.state = state;
    this.cluster?.act({ type: 'restartAll' });
    this.cluster?.tell('measure', null, `measured: ${m.trials.length} leader crashes`, null);
    this.runs.push({
      runId: m.runId,
      name: m.experiment.name,
      startedAt: '2026-11-21T08:00:00.000Z',
      experiment: m.experiment,
      summary: summaryOf(m.trials),
      tags: [],
      note: '',
      pinned: false,
      imported: null,
      ...chartsOf(m.trials),
      trials: [...m.trials],
    });
  }

  /** The leader-crash experiment on the fake cluster: crash, wait until stable, restart, wait, again. */
  #measure(): void {
    const { cluster } = this;
    const m = this.#measuring;
    if (m?.state !== 'running' || cluster === null) return;
    const leader = cluster.leader;
    if (m.crashed === null) {
      if (this.nowMs < m.nextCrashMs || leader === undefined || !cluster.stable) return;
      m.crashed = { id: leader.id, atMs: this.nowMs, term: cluster.term, split: 0 };
      cluster.crash(leader.id);
      return;
    }
    if (!cluster.stable || leader === undefined) return;
    const { id, atMs, term } = m.crashed;
    const terms = cluster.term - term;
    const trial: TrialRecord = {
      runId: m.runId,
      trial: m.trials.length + 1,
      seed: m.experiment.seed,
      nodes: cluster.settings.nodes,
      alive: cluster.settings.nodes - 1,
      electionTimeoutMinMs: cluster.settings.electionTimeoutMinMs,
      electionTimeoutMaxMs: cluster.settings.electionTimeoutMaxMs,
      heartbeatMs: cluster.settings.heartbeatMs,
      latency: formatDistribution(cluster.settings.latency),
      loss: cluster.settings.loss,
      preVote: cluster.settings.preVote,
      checkQuorum: cluster.settings.checkQuorum,
      crashMode: m.experiment.crash,
      scheduledCrashMs: atMs - m.startedMs,
      crashMs: atMs - m.startedMs,
      detectedMs: null,
      electedMs: null,
      recoveredMs: this.nowMs - m.startedMs,
      downtimeMs: this.nowMs - atMs,
      oldLeader: id,
      newLeader: leader.id,
      oldTerm: term,
      newTerm: cluster.term,
      termsUsed: terms,
      splitTerms: terms - 1,
      firstTermSplit: terms > 1,
      engine: 'processes',
      kind: 'leader-crash',
      ...NOT_MEASURED,
      preemptedTerms: 0,
      refusedTerms: 0,
      noQuorumTerms: 0,
      lostTerms: 0,
      maxTimerLateMs: 0.05,
      clean: m.trials.length % 37 !== 36,
      outcome: 'recovered',
    };
    m.trials.push(trial);
    m.fresh.push(trial);
    cluster.restart(id);
    m.crashed = null;
    const random = seededRandom(m.experiment.seed, m.trials.length);
    m.nextCrashMs = this.nowMs + 60 + random() * cluster.settings.heartbeatMs;
    if (m.trials.length >= m.experiment.trials) this.#finish(m, 'done');
  }
}

function chartsOf(trials: readonly TrialRecord[]): Pick<RunData, 'spread' | 'rates'> {
  const rates = new RateLine();
  for (const trial of trials) rates.add(trial.splitTerms > 0);
  const sorted = trials.flatMap((trial) => trial.downtimeMs ?? []).sort((a, b) => a - b);
  return { spread: spreadOf(sorted, trials.length), rates: rates.points };
}

export function summaryOf(trials: readonly TrialRecord[]): RunSummary {
  const clean = trials.filter((trial) => trial.clean);
  return { ...statisticsOf(trials), clean: clean.length, cleanOnly: statisticsOf(clean), runFolder: null };
}

function statisticsOf(trials: readonly TrialRecord[]): TrialStatistics {
  const sorted = trials.flatMap((trial) => trial.downtimeMs ?? []).sort((a, b) => a - b);
  const split = trials.filter((trial) => trial.splitTerms > 0).length;
  const terms = trials.flatMap((trial) => trial.termsUsed ?? []);
  return {
    trials: trials.length,
    splitVoteRate: wilson(split, trials.length),
    firstTermSplitRate: wilson(split, trials.length),
    downtimeMs: quantilesOf(sorted),
    termsUsed: { mean: mean(terms), max: terms.length === 0 ? null : Math.max(...terms) },
    failedTerms: { split, preempted: 0, refused: 0, noQuorum: 0, lost: 0 },
    capped: 0,
  };
}

function quantilesOf(sorted: readonly number[]): TrialStatistics['downtimeMs'] {
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
  return {
    min: sorted[0] ?? null,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: sorted.length < 100 ? null : at(0.99),
    max: sorted.at(-1) ?? null,
    mean: mean(sorted),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Theory for the split rate; downtimes drawn from the first timeout among the living. */
export function fakePrediction(request: PredictRequest, simulate: boolean): Prediction {
  const { settings: s, elections, seed } = request;
  const alive = s.nodes - 1;
  const width = s.electionTimeoutMaxMs - s.electionTimeoutMinMs;
  const delay = medianOf(s.latency) || 0.05;
  const l = Math.min(1, width === 0 ? 1 : delay / width);
  const contenders = alive - Math.floor(s.nodes / 2) + 1;
  let split = 0;
  for (let k = contenders - 1; k <= alive; k++) split += choose(alive, k) * l ** k * (1 - l) ** (alive - k);
  if (l >= 1) split = 1;
  const random = seededRandom(seed, 7);
  const draw = (): number => {
    const first = Math.min(...Array.from({ length: alive }, random));
    const again = random() < split ? s.electionTimeoutMinMs + width * 0.4 : 0;
    return s.electionTimeoutMinMs + first * width + 3 * delay - random() * s.heartbeatMs + again;
  };
  const downtimesMs = Array.from({ length: elections }, draw).sort((a, b) => a - b);
  return {
    theory: {
      splitProbability: split,
      meanDowntimeMs:
        split > 0.3 ? null : s.electionTimeoutMinMs + width / s.nodes + 3 * delay - s.heartbeatMs / 2,
      floorMs: s.electionTimeoutMinMs - s.heartbeatMs + 3 * delay,
    },
    assumptions: ['equal logs', 'fixed latency', 'no loss', 'no disk time'],
    simulated:
      simulate && elections > 0
        ? {
            summary: {
              ...statisticsOf([]),
              trials: elections,
              splitVoteRate: wilson(Math.round(split * elections), elections),
              downtimeMs: quantilesOf(downtimesMs),
              clean: elections,
              cleanOnly: statisticsOf([]),
              runFolder: null,
            },
            downtimesMs,
            tookMs: 40,
          }
        : null,
  };
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
