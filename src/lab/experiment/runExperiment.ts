import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import type { MachineDelays } from '../../shared/agreement';
import type { LabEvent, MeasureProgress } from '../../shared/contract';
import { messageOf } from '../../shared/errors';
import type { Experiment, RunSummary } from '../../shared/experiment';
import { Cluster } from '../cluster/cluster';
import { RunRecorder } from '../runs/recorder';
import type { Spawner } from '../spawner';
import { AlarmClock } from './alarmClock';
import { ConcurrencyGovernor, startingClusters } from './concurrency';
import { requireLeaderCrash } from './requireLeaderCrash';
import { RunLog } from './runLog';
import { clusterSeed } from './schedule';
import { requireMajorityWithoutLeader, TrialRunner } from './trialRunner';

/** Trials end when the news of it arrives: it should not wait for more, ms. */
const TELEMETRY_INTERVAL_MS = 4;

export interface RunExperimentOptions {
  readonly experiment: Experiment;
  readonly spawner: Spawner;
  readonly runsFolder: string;
  /** Raft Lab's own, for the record. */
  readonly version: string;
  /** Its abort ends the run; what is done is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MeasureProgress) => void;
  /** What does not go by plan: trials that start over, nodes that died, a cluster that was given up. */
  readonly onEvent?: (event: LabEvent) => void;
}

/**
 * Runs an experiment on clusters of its own, side by side, and keeps it in a new run folder.
 *
 * @throws LabError when the experiment cannot be run, or not to its end; the trials done until then are kept
 */
export async function runExperiment(options: RunExperimentOptions): Promise<RunSummary> {
  const { experiment, runsFolder, version, onProgress, signal } = options;
  requireLeaderCrash(experiment);
  requireMajorityWithoutLeader(experiment.cluster.nodes, experiment.cluster.nodes);
  const recorder = await RunRecorder.create(runsFolder, experiment, { version });
  const log = new RunLog(experiment, recorder, onProgress);
  const dataFolder = join(recorder.folder, 'nodes');
  const crew = new Crew(options, log, dataFolder);
  try {
    log.begin();
    await crew.work();
    return await log.end(signal.aborted ? 'stopped' : 'done', null, crew.machine);
  } catch (error) {
    await log.end('failed', messageOf(error));
    throw error;
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Several clusters that share out the trials of one experiment. */
class Crew {
  readonly #options: RunExperimentOptions;
  readonly #log: RunLog;
  readonly #dataFolder: string;
  readonly #governor: ConcurrencyGovernor;
  readonly #auto: boolean;
  readonly #alarms = new AlarmClock();
  readonly #stop = new AbortController();
  /** What each cluster that has ended measured. */
  readonly #machines: MachineDelays[] = [];
  #nextTrial = 0;
  /** Clusters that are to end after their trial. */
  #tooMany = 0;

  constructor(options: RunExperimentOptions, log: RunLog, dataFolder: string) {
    const { concurrency, cluster, trials } = options.experiment;
    this.#options = options;
    this.#log = log;
    this.#dataFolder = dataFolder;
    this.#auto = concurrency === 'auto';
    const wanted = concurrency === 'auto' ? startingClusters(availableParallelism(), cluster) : concurrency;
    this.#governor = new ConcurrencyGovernor(Math.min(wanted, trials));
  }

  /** Medians over the clusters, once they have ended. */
  get machine(): MachineDelays {
    return {
      roundTripMs: medianOfKnown(this.#machines.map(({ roundTripMs }) => roundTripMs)),
      persistMs: medianOfKnown(this.#machines.map(({ persistMs }) => persistMs)),
    };
  }

  /** Resolves when all trials are done, or the run was stopped; all clusters are gone then. */
  async work(): Promise<void> {
    const stop = (): void => {
      this.#stop.abort();
    };
    this.#options.signal.addEventListener('abort', stop);
    if (this.#options.signal.aborted) stop();
    try {
      const members = Array.from({ length: this.#governor.clusters }, (_, member) => this.#member(member));
      const ended = await Promise.allSettled(members);
      for (const end of ended) if (end.status === 'rejected') throw end.reason;
    } finally {
      this.#options.signal.removeEventListener('abort', stop);
    }
  }

  /** One cluster's share of the work. When it fails, the others stop, too. */
  async #member(member: number): Promise<void> {
    const { experiment, spawner, onEvent } = this.#options;
    const signal = this.#stop.signal;
    let cluster: Cluster | null = null;
    try {
      if (signal.aborted) return;
      cluster = await Cluster.start({
        settings: experiment.cluster,
        spawner,
        dataFolder: join(this.#dataFolder, `cluster-${member + 1}`),
        seed: clusterSeed(experiment.seed, member),
        telemetryIntervalMs: TELEMETRY_INTERVAL_MS,
      });
      cluster.onEvent((event) => {
        if (event.kind === 'measure' || event.kind === 'warning') onEvent?.(event);
      });
      const { runId, originMs } = this.#log;
      const runner = new TrialRunner({ cluster, experiment, runId, originMs, setAlarm: this.#alarms.set });
      while (this.#nextTrial < experiment.trials && !this.#mayLeave()) {
        const trial = this.#nextTrial;
        this.#nextTrial += 1;
        const finished = await runner.run(trial, signal);
        if (this.#auto && this.#governor.observe(finished.trial.clean)) {
          this.#tooMany += 1;
          cluster.tell({
            kind: 'measure',
            node: null,
            text: `Too many timers were late: one cluster fewer from now on (${this.#governor.clusters})`,
            marker: null,
          });
        }
        await this.#log.add([finished]);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#stop.abort();
      throw error;
    } finally {
      if (cluster !== null) this.#machines.push(cluster.snapshot().measured);
      await cluster?.stop();
    }
  }

  /** Has this cluster to end, because there are too many? */
  #mayLeave(): boolean {
    if (this.#tooMany === 0) return false;
    this.#tooMany -= 1;
    return true;
  }
}

function medianOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
