import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabEvent } from '../../shared/labEvent';
import type { Experiment } from '../../shared/experiment';
import type { Retune } from '../../shared/settings';
import type { Cluster } from '../cluster/cluster';
import type { SetAlarm } from '../experiment/alarmClock';
import { workTogether, type CrewMember } from '../experiment/crew';
import { isOwnFault } from '../experiment/ownFault';
import { clusterSeed } from '../experiment/schedule';
import { TrialRunner } from '../experiment/trialRunner';
import { derivedSeed } from '../seeds';
import type { Spawner } from '../spawner';
import { CellTraces } from './cellTraces';
import type { SweepLog } from './sweepLog';
import { Turns } from './turns';

/** Trials of a cell's turn: a retune and the rest after it are worth a few, and no cell gets far ahead of the others. */
const BATCH = 5;

export interface MeasureSweepOptions {
  readonly spawner: Spawner;
  /** Its abort ends the sweep; what is done is kept. */
  readonly signal: AbortSignal;
  /** What does not go by plan. */
  readonly onEvent?: (event: LabEvent) => void;
  /** Whether each trial can be opened as a timeline afterwards, as far as there is room; absent: no. */
  readonly keepTraces?: boolean;
  /** When leaders crash; absent: an alarm clock. */
  readonly setAlarm?: SetAlarm;
}

/**
 * Measures what the cells of a sweep still want, on clusters of real processes made for it. From one cell's turn to the
 * next a cluster is retuned; another one is started only where the number of nodes or their durability differs. A cell
 * in which no trial can be brought about is given up; the others go on.
 *
 * @throws LabError when clusters cannot be started, or trials not be written down
 */
export async function measureSweep(log: SweepLog, options: MeasureSweepOptions): Promise<void> {
  const experiments = Array.from({ length: log.size }, (_, cell) => log.experimentOf(cell));
  const groups = new Map<string, number[]>();
  for (const [cell, experiment] of experiments.entries()) {
    const group = groups.get(processesOf(experiment));
    if (group === undefined) groups.set(processesOf(experiment), [cell]);
    else group.push(cell);
  }
  const { base } = log.sweep;
  const turns = new Turns([...groups.values()], base.seed);
  const dataFolder = join(log.folder, 'nodes');
  const traces = options.keepTraces === true ? new CellTraces(log) : null;
  try {
    await workTogether(
      {
        ...options,
        dataFolder,
        concurrency: base.concurrency,
        nodes: Math.max(...experiments.map(({ cluster }) => cluster.nodes)),
        clientLoadPerSecond: Math.max(...experiments.map(({ cluster }) => cluster.clientLoadPerSecond)),
        most: Math.ceil(log.progress.trialsTotal / BATCH),
      },
      (member) => new Share(log, turns, traces, member).work(),
    );
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Experiments for which this is the same can be done on one cluster. */
function processesOf({ cluster: { nodes, durability } }: Experiment): string {
  return `${nodes} ${durability}`;
}

/** What one cluster after another does of a sweep, each for as long as it can be retuned. */
class Share {
  readonly #log: SweepLog;
  readonly #turns: Turns;
  readonly #traces: CellTraces | null;
  readonly #member: CrewMember;
  #cluster: Cluster | null = null;
  #generation = 0;

  constructor(log: SweepLog, turns: Turns, traces: CellTraces | null, member: CrewMember) {
    this.#log = log;
    this.#turns = turns;
    this.#traces = traces;
    this.#member = member;
  }

  async work(): Promise<void> {
    try {
      for (
        let turn = this.#turns.next(this.#log.wants);
        turn !== null;
        turn = this.#turns.next(this.#log.wants)
      ) {
        await this.#visit(turn.cell);
        if (this.#member.mayLeave()) return;
      }
    } finally {
      await this.#end();
    }
  }

  async #visit(cell: number): Promise<void> {
    const log = this.#log;
    const { signal, setAlarm } = this.#member;
    const experiment = log.experimentOf(cell);
    const { from, to } = log.handOut(cell, BATCH);
    const cluster = await this.#clusterFor(experiment);
    const tracing = (await this.#traces?.follow(cluster, cell)) ?? null;
    try {
      const { originMs } = log;
      const runner = new TrialRunner({ cluster, experiment, runId: log.runIdOf(cell), originMs, setAlarm });
      for (let trial = from; trial < to && !log.isOver(cell); trial += 1) {
        const finished = await runner.run(trial, signal);
        tracing?.add(finished.trial);
        this.#member.observe(cluster, finished.trial.clean);
        await log.record(cell, trial, [finished]);
      }
      await runner.restore();
      await tracing?.end();
    } catch (error) {
      await tracing?.end().catch(() => undefined);
      if (signal.aborted || !isOwnFault(error)) throw error;
      log.fail(cell, error.message);
      // Who knows what state it is in.
      await this.#end();
    }
  }

  async #clusterFor(experiment: Experiment): Promise<Cluster> {
    const { cluster: settings } = experiment;
    const running = this.#cluster;
    if (running !== null) {
      const { nodes, durability } = running.settings;
      if (nodes === settings.nodes && durability === settings.durability) {
        await running.retune(retuneTo(experiment));
        return running;
      }
    }
    await this.#end();
    this.#generation += 1;
    const seed = derivedSeed(clusterSeed(this.#log.sweep.base.seed, this.#member.number), this.#generation);
    this.#cluster = await this.#member.start(settings, seed, this.#generation);
    return this.#cluster;
  }

  async #end(): Promise<void> {
    const ending = this.#cluster;
    this.#cluster = null;
    await ending?.stop();
  }
}

function retuneTo({ cluster }: Experiment): Retune {
  const { electionTimeoutMinMs, electionTimeoutMaxMs, heartbeatMs, preVote, checkQuorum } = cluster;
  const { latency, loss, clientLoadPerSecond } = cluster;
  return {
    electionTimeoutMinMs,
    electionTimeoutMaxMs,
    heartbeatMs,
    preVote,
    checkQuorum,
    latency,
    loss,
    clientLoadPerSecond,
  };
}
