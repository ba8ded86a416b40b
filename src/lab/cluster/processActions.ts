import { LabError, messageOf } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { allEnded } from '../wait';
import type { Cluster } from './cluster';
import type { Recovered } from './nodeHandle';
import { asClause, inSeries } from './words';

/** What may be done to the nodes' processes. The faults happen before these functions return; promises say when it is over. */

/** SIGKILL. Resolves when the process is gone. */
export async function crash(cluster: Cluster, id: NodeId): Promise<void> {
  const node = cluster.members.require(id);
  if (node.process === 'crashed') {
    throw new LabError('not-running', `${nodeLetter(id)} has crashed already: restart it first.`);
  }
  const title = titleOf(cluster, id);
  const { leads } = node;
  const atMs = monotonicMs();
  const gone = node.kill();
  cluster.workload.nodeGone(id);
  if (leads) cluster.story.leaderLost(atMs, 'the crash');
  cluster.news.tell({
    kind: 'fault',
    node: id,
    text: `${title} is killed (SIGKILL)`,
    marker: `crash ${nodeLetter(id)}`,
    atMs,
  });
  await gone;
}

/** A new process that recovers from the node's log and has its old port. Resolves when it takes part. */
export async function restart(cluster: Cluster, id: NodeId): Promise<void> {
  const who = nodeLetter(id);
  if (!hasCrashed(cluster, id)) {
    throw new LabError('bad-argument', `${who} has not crashed: only a crashed node can be restarted.`);
  }
  const { currentTerm, lastLogIndex, tornBytes } = await cluster.startNode(id);
  const entries = lastLogIndex === 1 ? '1 entry' : `${lastLogIndex} entries`;
  const torn = tornBytes > 0 ? `; a torn write of ${tornBytes} bytes was cut off` : '';
  cluster.news.tell({
    kind: 'fault',
    node: id,
    text: `${who} restarts from its log: term ${currentTerm}, ${entries}${torn}`,
    marker: `restart ${who}`,
  });
}

/**
 * Crashes the node if it runs, and starts it with an empty disk. It no longer knows its term, its vote and its log, so
 * it may vote twice in a term (§5.1) and what was committed may be lost. Resolves when it takes part.
 *
 * @throws LabError `bad-argument` where nothing is kept on disk anyway, or where somebody else starts it meanwhile
 */
export async function wipe(cluster: Cluster, id: NodeId): Promise<void> {
  const who = nodeLetter(id);
  const node = cluster.members.require(id);
  if (cluster.settings.durability === 'memory') {
    throw new LabError('bad-argument', `${who} keeps nothing on disk: a crash is enough to make it forget.`);
  }
  if (!hasCrashed(cluster, id)) await crash(cluster, id);
  if (!hasCrashed(cluster, id)) {
    throw new LabError('bad-argument', `${who} was started again meanwhile, by another request.`);
  }
  const { currentTerm } = node.status;
  cluster.disks.wipe(id);
  cluster.news.tell({
    kind: 'fault',
    node: id,
    text: `${who}'s disk is wiped: it forgets its log and its vote of term ${currentTerm}, and may vote again (§5.1)`,
    marker: `wipe ${who}`,
  });
  await restart(cluster, id);
}

/** Crashes these nodes at the same moment. Resolves when their processes are gone. */
export async function crashTogether(cluster: Cluster, ids: readonly NodeId[]): Promise<void> {
  const atMs = monotonicMs();
  const gone = ids.map((id) => cluster.members.require(id).kill());
  for (const id of ids) cluster.workload.nodeGone(id);
  cluster.news.tell({
    kind: 'fault',
    node: null,
    text: `${inSeries(ids.map(nodeLetter))} are killed at once (SIGKILL)`,
    marker: 'crash all',
    atMs,
  });
  await Promise.all(gone);
}

/** Crashed nodes that have a process again, have read their logs and wait to be started. */
export interface Recruits {
  /** The highest term that one of them found on its disk. */
  readonly term: number;
  /** Has all take part from now on. */
  start(): void;
  /** Has those take part that still wait, where nothing comes of the start. */
  release(): void;
}

/** @throws LabError `node-failed` when one cannot; the others take part then */
export async function recoverTogether(cluster: Cluster, ids: readonly NodeId[]): Promise<Recruits> {
  const release = (): void => {
    for (const id of ids) if (cluster.members.require(id).process === 'starting') cluster.joinNode(id);
  };
  const recovered = await allEnded(ids.map((id) => recover(cluster, id))).catch((error: unknown) => {
    release();
    throw error;
  });
  const term = Math.max(...recovered.map(({ currentTerm }) => currentTerm));
  return {
    term,
    release,
    start: () => {
      const atMs = monotonicMs();
      release();
      cluster.story.leaderLost(atMs, 'the start');
      cluster.news.tell({
        kind: 'fault',
        node: null,
        text: `${inSeries(ids.map(nodeLetter))} start at once, from term ${term}`,
        marker: 'start all',
        atMs,
      });
    },
  };
}

/** @throws LabError `node-failed`, which is told, too: of several only one can be thrown */
async function recover(cluster: Cluster, id: NodeId): Promise<Recovered> {
  try {
    return await cluster.recoverNode(id);
  } catch (error) {
    const marker = `${nodeLetter(id)} failed`;
    cluster.news.tell({ kind: 'warning', node: id, text: asClause(messageOf(error)), marker });
    throw error;
  }
}

export async function restartAll(cluster: Cluster): Promise<void> {
  const crashed = cluster.servers.filter((id) => cluster.members.require(id).process === 'crashed');
  if (crashed.length === 0)
    throw new LabError('bad-argument', 'No node has crashed: there is none to restart.');
  await allEnded(crashed.map((id) => restart(cluster, id)));
}

/** SIGSTOP: the node neither hears nor says anything until it resumes. */
export function pause(cluster: Cluster, id: NodeId): void {
  const node = cluster.members.requireRunning(id);
  const title = titleOf(cluster, id);
  const { leads } = node;
  const atMs = monotonicMs();
  node.pause();
  if (leads) cluster.story.leaderLost(atMs, 'the pause');
  cluster.news.tell({
    kind: 'fault',
    node: id,
    text: `${title} is paused (SIGSTOP)`,
    marker: `pause ${nodeLetter(id)}`,
    atMs,
  });
}

/** SIGCONT. */
export function resume(cluster: Cluster, id: NodeId): void {
  const node = cluster.members.require(id);
  const who = nodeLetter(id);
  if (node.process !== 'paused') throw new LabError('bad-argument', `${who} is not paused.`);
  node.resume();
  cluster.news.tell({ kind: 'fault', node: id, text: `${who} resumes (SIGCONT)`, marker: `resume ${who}` });
}

function hasCrashed(cluster: Cluster, id: NodeId): boolean {
  return cluster.members.require(id).process === 'crashed';
}

/** "A, the leader of term 41," or just "A". */
function titleOf(cluster: Cluster, id: NodeId): string {
  const { leads, status } = cluster.members.require(id);
  return leads ? `${nodeLetter(id)}, the leader of term ${status.currentTerm},` : nodeLetter(id);
}
