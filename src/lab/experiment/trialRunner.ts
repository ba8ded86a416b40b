import type { Experiment } from '../../shared/experiment';
import type { StampedFact } from '../../shared/facts';
import { majorityOf, nodeLetter, type NodeId } from '../../shared/ids';
import { LabError } from '../../shared/errors';
import { monotonicMs } from '../../shared/time';
import type { Cluster } from '../cluster/cluster';
import { crash, pause } from '../cluster/processActions';
import { connected } from '../trial/circumstances';
import { circumstancesOf } from './circumstances';
import { finishTrial, type FinishedTrial } from '../trial/record';
import { TrialWatch, type Disturbance } from '../trial/watch';
import type { SetAlarm } from './alarmClock';
import type { Ready } from './readiness';
import { crashOffsetMs } from './schedule';
import { Settler } from './settle';
import { atTime, untilNews } from './waiting';

/** The leader is told so long ahead when to broadcast its heartbeat, ms. */
const NOTICE_MS = 2;
/** A new process is made ahead when no election can begin for so long, ms: making one keeps a processor busy. */
const FORK_MS = 70;
/** How often one trial may start over before the run is given up. */
const MOST_SPOILED = 25;

/** Why a trial does not count and starts over. */
interface Spoiled {
  readonly spoiledBy: string;
}
const EARLY_ELECTION: Spoiled = { spoiledBy: 'an election began before the crash' };

export interface TrialRunnerOptions {
  readonly cluster: Cluster;
  readonly experiment: Experiment;
  readonly runId: string;
  /** The run's start, monotonic ms. */
  readonly originMs: number;
  /** Decides when a leader crashes. */
  readonly setAlarm: SetAlarm;
}

/** Runs leader-crash trials on one cluster, one after another. */
export class TrialRunner {
  readonly #options: TrialRunnerOptions;
  readonly #nodes: readonly NodeId[];
  readonly #settler: Settler;

  /**
   * Those of the cluster's nodes take part that run now.
   * @throws LabError `bad-argument` when no majority would be left without the leader
   */
  constructor(options: TrialRunnerOptions) {
    const { cluster } = options;
    this.#options = options;
    this.#nodes = cluster.servers.filter((id) => cluster.require(id).process === 'running');
    requireMajorityWithoutLeader(cluster.servers.length, this.#nodes.length);
    this.#settler = new Settler(cluster, this.#nodes);
  }

  /**
   * One trial, from a stable cluster to the next stability or the time cap. One that is spoiled, because an election
   * began before the crash or a node died, is told as an event and starts over.
   *
   * @throws the signal's reason when it aborts; the trial under way does not count then
   * @throws LabError when the cluster cannot be brought to rest
   */
  async run(trial: number, signal: AbortSignal): Promise<FinishedTrial> {
    let reason = '';
    for (let spoiled = 0; spoiled < MOST_SPOILED; spoiled += 1) {
      const ready = await this.#settler.settle(signal);
      const ended = await this.#attempt(trial, ready, signal);
      if (!('spoiledBy' in ended)) return ended;
      reason = ended.spoiledBy;
      this.#options.cluster.tell({
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

  /** Brings the nodes back that were crashed or paused; it need not be stable yet. */
  async restore(): Promise<void> {
    await this.#settler.restore();
  }

  async #attempt(trial: number, ready: Ready, signal: AbortSignal): Promise<FinishedTrial | Spoiled> {
    const { cluster, experiment, runId, originMs, setAlarm } = this.#options;
    const watch = new TrialWatch();
    const omens: StampedFact[] = [];
    const unsubscribe = cluster.onFact((stamped) => {
      watch.observe(stamped);
      if (isOmen(stamped)) omens.push(stamped);
    });
    try {
      const heartbeatMs = monotonicMs() + NOTICE_MS;
      cluster.send(ready.leader, { type: 'heartbeat', atMs: heartbeatMs });
      const offsetMs = crashOffsetMs(experiment.seed, trial, experiment.cluster.heartbeatMs);
      const scheduledMs = heartbeatMs + offsetMs;
      const disturbance = await atTime(
        setAlarm,
        scheduledMs,
        () => (omens.length > 0 ? null : this.#strike(ready, scheduledMs)),
        signal,
      );
      if (disturbance === null) return EARLY_ELECTION;
      watch.disturbed(disturbance);
      if (experiment.crash === 'kill' && experiment.cluster.electionTimeoutMinMs - offsetMs > FORK_MS) {
        cluster.require(ready.leader).prepare();
      }
      const dead = (): NodeId | undefined =>
        disturbance.live.find((id) => cluster.require(id).process === 'crashed');
      await untilNews(
        cluster,
        () => watch.recovery ?? dead() ?? null,
        scheduledMs + experiment.trialCapMs,
        signal,
      );
      // Of what happened before the crash, some is told only after it.
      if (omens.some(({ atMs }) => atMs < disturbance.happenedMs)) return EARLY_ELECTION;
      const died = dead();
      if (died !== undefined) return { spoiledBy: `${nodeLetter(died)} died` };
      const links = circumstancesOf(cluster);
      const plan = {
        runId,
        trial,
        experiment,
        originMs,
        connected: (a: NodeId, b: NodeId) => connected(links, a, b),
      };
      return finishTrial(plan, watch, monotonicMs());
    } finally {
      unsubscribe();
    }
  }

  /** Crashes the leader, now. Null when it is no longer what it was. */
  #strike({ leader, term }: Ready, scheduledMs: number): Disturbance | null {
    const { cluster, experiment } = this.#options;
    const node = cluster.require(leader);
    if (!node.leads || node.status.currentTerm !== term) return null;
    const happenedMs = monotonicMs();
    if (experiment.crash === 'kill') void crash(cluster, leader);
    else pause(cluster, leader);
    return {
      scheduledMs,
      happenedMs,
      oldLeader: leader,
      oldTerm: term,
      live: this.#nodes.filter((id) => id !== leader && cluster.require(id).process === 'running'),
    };
  }
}

/** A sign that an election has begun. */
function isOmen({ fact }: StampedFact): boolean {
  return (
    fact.type === 'roleChanged' ||
    fact.type === 'termAdvanced' ||
    (fact.type === 'timerFired' && fact.timer === 'election')
  );
}

/** @throws LabError `bad-argument` */
export function requireMajorityWithoutLeader(servers: number, running: number): void {
  if (running - 1 >= majorityOf(servers)) return;
  const needed = majorityOf(servers) + 1;
  throw new LabError(
    'bad-argument',
    servers < 3
      ? 'Crashing the leader needs 3 nodes at least: the others must have a majority to elect a new one.'
      : `Crashing the leader needs ${needed} running nodes of ${servers}: the others must have a majority to elect a new one.`,
  );
}
