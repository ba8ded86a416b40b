import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LabEvent } from '../../shared/labEvent';
import type { Reporting } from '../../shared/control/toNode';
import type { Experiment } from '../../shared/experiment';
import type { ClusterSettings } from '../../shared/settings';
import { Cluster } from '../cluster/cluster';
import type { Spawner } from '../spawner';
import { allEnded } from '../wait';
import { AlarmClock, type SetAlarm } from './alarmClock';
import { ConcurrencyGovernor, startingClusters } from './concurrency';

/** Trials end when the news of it arrives: it should hardly wait. Nobody looks at timers. */
const FOR_TRIALS: Reporting = { intervalMs: 4, deadlines: false };

export interface CrewOptions {
  readonly spawner: Spawner;
  /** For the nodes' logs, a folder of its own for each cluster in it. */
  readonly dataFolder: string;
  /** How many clusters side by side; `auto`: as many as the machine bears with so many nodes, and fewer when it does not. */
  readonly concurrency: Experiment['concurrency'];
  readonly nodes: number;
  /** Of each cluster's clients, at most. */
  readonly clientLoadPerSecond: number;
  /** More clusters than this would have nothing to do. */
  readonly most: number;
  /** Its abort ends the work. */
  readonly signal: AbortSignal;
  /** What does not go by plan: trials that start over, nodes that died, a cluster that was given up. */
  readonly onEvent?: (event: LabEvent) => void;
  /** When leaders crash; absent: an alarm clock for all clusters. */
  readonly setAlarm?: SetAlarm;
}

/** One of the places in a crew, with one cluster at a time. */
export interface CrewMember {
  /** Counted from 0. */
  readonly number: number;
  readonly signal: AbortSignal;
  readonly setAlarm: SetAlarm;
  /** Starts a cluster, whose folder is called by `generation` where a member has several, one after another. */
  start(settings: ClusterSettings, seed: number, generation?: number): Promise<Cluster>;
  /** Takes the verdict on a trial: whether the machine bears so many clusters. */
  observe(cluster: Cluster, clean: boolean): void;
  /** Has this member to end after its trial, because there are too many? */
  mayLeave(): boolean;
}

/**
 * Several clusters that share out trials. Resolves when each has done its share, or the work was stopped. When one
 * fails, the others stop, too.
 *
 * @param share does one member's share, and ends what it has started
 * @throws whatever a share throws, unless it was stopped
 */
export async function workTogether(
  options: CrewOptions,
  share: (member: CrewMember) => Promise<void>,
): Promise<void> {
  const { concurrency, most, signal } = options;
  const auto = concurrency === 'auto';
  const wanted = auto ? startingClusters(availableParallelism(), options) : concurrency;
  const governor = new ConcurrencyGovernor(Math.min(wanted, most));
  const setAlarm = options.setAlarm ?? new AlarmClock().set;
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  let tooMany = 0;

  const memberOf = (number: number): CrewMember => ({
    number,
    signal: stop.signal,
    setAlarm,
    start: async (settings, seed, generation) => {
      const name = ['cluster', number + 1, ...(generation === undefined ? [] : [generation])].join('-');
      const cluster = await Cluster.start({
        settings,
        spawner: options.spawner,
        dataFolder: join(options.dataFolder, name),
        seed,
        reporting: FOR_TRIALS,
      });
      cluster.news.onEvent((event) => {
        if (event.kind === 'measure' || event.kind === 'warning') options.onEvent?.(event);
      });
      return cluster;
    },
    observe: (cluster, clean) => {
      if (!auto || !governor.observe(clean)) return;
      tooMany += 1;
      cluster.news.tell({
        kind: 'measure',
        node: null,
        text: `Too many timers were late: one cluster fewer from now on (${governor.clusters})`,
        marker: null,
      });
    },
    mayLeave: () => {
      if (tooMany === 0) return false;
      tooMany -= 1;
      return true;
    },
  });
  const work = async (number: number): Promise<void> => {
    try {
      if (!stopped()) await share(memberOf(number));
    } catch (error) {
      if (stopped()) return;
      stop.abort();
      throw error;
    }
  };

  const onAbort = (): void => {
    stop.abort();
  };
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    const members = Array.from({ length: governor.clusters }, (_, number) => work(number));
    await allEnded(members);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
