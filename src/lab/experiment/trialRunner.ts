import { isDeepStrictEqual } from 'node:util';
import type { Distribution } from '../../shared/distribution';
import { LabError } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';
import type { NodeId } from '../../shared/ids';
import type { TimeoutRange } from '../../shared/settings';
import type { Cluster } from '../cluster/cluster';
import { putBackLinks } from '../cluster/linkActions';
import { linkSnapshots, type LinkFaults } from '../cluster/links';
import { setCandidateRange, setOwnRange, setPersist } from '../cluster/retuning';
import { inTouch } from '../trial/circumstances';
import { basisOf, type TrialBasis } from '../trial/plan';
import type { FinishedTrial } from '../trial/record';
import type { SetAlarm } from './alarmClock';
import { circumstancesOf } from './circumstances';
import { requireEnoughNodes } from './enoughNodes';
import { ForkPace } from './forkPace';
import { KINDS } from './kinds/kinds';
import { Scene, SpoiledTrial } from './scene';
import { Settler } from './settle';

/** How often one trial may start over before the run is given up. */
const MOST_SPOILED = 25;

export interface TrialRunnerOptions {
  readonly cluster: Cluster;
  readonly experiment: Experiment;
  readonly runId: string;
  /** The run's start, monotonic ms. */
  readonly originMs: number;
  /** Decides when a trial's disturbance comes. */
  readonly setAlarm: SetAlarm;
}

/** How a cluster is besides its settings. */
interface Conditions {
  readonly ownRanges: readonly (readonly [NodeId, TimeoutRange | null])[];
  readonly candidates: TimeoutRange | null;
  readonly persist: Distribution;
}

/** Runs an experiment's trials on one cluster, one after another, and leaves the cluster as it was. */
export class TrialRunner {
  readonly #options: TrialRunnerOptions;
  readonly #basis: TrialBasis;
  readonly #nodes: readonly NodeId[];
  readonly #settler: Settler;
  /** As they were before the first trial. */
  readonly #faults: LinkFaults;
  readonly #before: Conditions;
  readonly #forkPace = new ForkPace();
  #conditioned = false;

  /**
   * Those of the cluster's nodes take part that run now and are connected to a majority.
   * @throws LabError `bad-argument` when nobody could lead, or nobody without those that are taken away
   */
  constructor(options: TrialRunnerOptions) {
    const { cluster, experiment } = options;
    this.#options = options;
    this.#basis = basisOf(experiment, [...cluster.network.faults.conditions.values()]);
    this.#nodes = inTouch({ fromMs: -Infinity, ...circumstancesOf(cluster) }, cluster.servers);
    requireEnoughNodes(experiment.kind, cluster.servers.length, this.#nodes.length);
    this.#settler = new Settler(cluster, this.#nodes);
    this.#faults = cluster.network.faults;
    this.#before = {
      ownRanges: cluster.servers.map((id) => [id, cluster.tuning.ownRange(id)]),
      candidates: cluster.tuning.candidateRange,
      persist: cluster.disks.delay,
    };
  }

  /**
   * One trial, from a stable cluster to what ends it. One that is spoiled, because an election began before the
   * disturbance or a node died, is told as an event and starts over.
   *
   * @throws the signal's reason when it aborts; the trial under way does not count then
   * @throws LabError when the cluster cannot be brought to rest
   */
  async run(trial: number, signal: AbortSignal): Promise<FinishedTrial> {
    const { cluster } = this.#options;
    await this.#setConditions();
    let reason = '';
    for (let spoiled = 0; spoiled < MOST_SPOILED; spoiled += 1) {
      try {
        return await this.#attempt(trial, signal);
      } catch (error) {
        if (!(error instanceof SpoiledTrial)) throw error;
        reason = error.message;
      }
      cluster.news.tell({
        kind: 'measure',
        node: null,
        text: `Trial ${trial} starts over: ${reason}`,
        marker: null,
      });
    }
    throw new LabError(
      'not-leader',
      `Trial ${trial} was spoiled ${MOST_SPOILED} times in a row, lastly because ${reason}: choose a longer election timeout or a shorter heartbeat.`,
    );
  }

  /** Undoes all that was done to the cluster; it need not be stable yet. */
  async restore(): Promise<void> {
    await this.#putBack();
    if (this.#conditioned) await this.#set(this.#before);
  }

  async #attempt(trial: number, signal: AbortSignal): Promise<FinishedTrial> {
    const { cluster, experiment, runId, originMs, setAlarm } = this.#options;
    await this.#putBack();
    const ready = await this.#settler.settle(signal);
    const plan = { runId, trial, basis: this.#basis, originMs };
    const scene = new Scene({
      cluster,
      nodes: this.#nodes,
      ready,
      plan,
      setAlarm,
      forkPace: this.#forkPace,
      signal,
    });
    try {
      return await KINDS[experiment.kind](scene);
    } finally {
      scene.close();
    }
  }

  async #putBack(): Promise<void> {
    const { cluster } = this.#options;
    const now = linkSnapshots(cluster.network.faults, cluster.servers);
    if (!isDeepStrictEqual(now, linkSnapshots(this.#faults, cluster.servers))) {
      await putBackLinks(cluster, this.#faults);
    }
    await this.#settler.restore();
  }

  /** What the experiment asks for besides settings, once. */
  async #setConditions(): Promise<void> {
    if (this.#conditioned) return;
    this.#conditioned = true;
    const { conditions, environment } = this.#options.experiment;
    await this.#set({
      ownRanges: conditions.nodeTimeouts.map(({ node, range }) => [node, range]),
      candidates: conditions.candidateTimeout,
      persist: environment.persist,
    });
  }

  async #set({ ownRanges, candidates, persist }: Conditions): Promise<void> {
    const { cluster } = this.#options;
    const { tuning, disks } = cluster;
    for (const [id, range] of ownRanges) {
      if (!isDeepStrictEqual(range, tuning.ownRange(id))) await setOwnRange(cluster, id, range);
    }
    if (!isDeepStrictEqual(candidates, tuning.candidateRange)) await setCandidateRange(cluster, candidates);
    if (!isDeepStrictEqual(persist, disks.delay)) setPersist(cluster, persist);
  }
}
