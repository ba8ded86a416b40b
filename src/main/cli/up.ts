import { once } from 'node:events';
import colors from 'picocolors';
import type { Cluster } from '../../lab/cluster/cluster';
import { childSpawner } from '../../lab/childSpawner';
import type { LabEvent } from '../../shared/labEvent';
import { messageOf } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { remarksOn } from '../../shared/warnings';
import { startScratchCluster } from '../scratchCluster';
import { note, print, type CliContext } from './context';
import { readNumber, type Flags } from './flags';
import { untilInterrupted } from './interrupt';
import { takeKeysFromNpm } from './keys';
import { inNodeColour } from './paint';
import { readDelay } from './delay';
import { clusterFromFlags, readSeed } from './settings';

const MARKS: Readonly<Record<LabEvent['kind'], string>> = {
  fault: colors.red('✕'),
  warning: colors.yellow('!'),
  retune: colors.cyan('~'),
  election: '·',
  measure: '·',
  info: '·',
};

/** `up`: a cluster that tells its story until Ctrl+C ends it. */
export async function up(context: CliContext, flags: Flags): Promise<number> {
  const settings = clusterFromFlags(flags);
  const restartAfterMs = readNumber(flags, 'restart-after', 'milliseconds', { min: 0, max: 3_600_000 });
  const persist = readDelay(flags, 'persist');
  const seed = readSeed(flags);
  for (const { level, text } of remarksOn(settings)) if (level === 'warning') note(colors.yellow(text));

  const startedMs = monotonicMs();
  const { cluster, end: endCluster } = await startScratchCluster(childSpawner(context.nodeEntry), settings, {
    seed,
    persist,
  });
  const giveBackKeys = takeKeysFromNpm();
  tellStory(cluster, startedMs);
  const stopRestarting = restartAfterMs === undefined ? undefined : restartCrashed(cluster, restartAfterMs);
  process.on('SIGQUIT', () => {
    cluster.act({ type: 'crashLeader' }).catch(sayProblem);
  });

  await untilInterrupted(once(process.stdout, 'error'));
  giveBackKeys();
  stopRestarting?.();
  await endCluster();
  print('All nodes have ended.');
  return 0;
}

function tellStory(cluster: Cluster, startedMs: number): void {
  for (const { id, pid, port } of cluster.snapshot().nodes) {
    const text = `${nodeLetter(id)} is process ${pid ?? 'n/a'} on UDP port ${port ?? 'n/a'}`;
    print(storyLine(0, { kind: 'info', node: id, text }));
  }
  print(colors.dim('Ctrl+\\ kills the leader, Ctrl+C ends all.'));
  cluster.news.onEvent((event) => {
    print(storyLine(event.atMs - startedMs, event));
  });
}

function storyLine(
  sinceStartMs: number,
  { kind, node, text }: Pick<LabEvent, 'kind' | 'node' | 'text'>,
): string {
  const time = colors.dim(`${(sinceStartMs / 1000).toFixed(3).padStart(9)} s`);
  const words = node === null ? text : inNodeColour(node, text);
  return `${time}  ${MARKS[kind]} ${kind === 'fault' ? colors.bold(words) : words}`;
}

/** Whoever killed it: a crashed node comes back, until the returned function is called. */
function restartCrashed(cluster: Cluster, afterMs: number): () => void {
  const due = new Map<NodeId, NodeJS.Timeout>();
  const unsubscribe = cluster.news.onEvent(() => {
    for (const { id, process: state } of cluster.snapshot().nodes) {
      if (state !== 'crashed' || due.has(id)) continue;
      const restart = () => {
        due.delete(id);
        cluster.act({ type: 'restart', node: id }).catch(sayProblem);
      };
      due.set(id, setTimeout(restart, afterMs));
    }
  });
  return () => {
    unsubscribe();
    for (const timer of due.values()) clearTimeout(timer);
  };
}

function sayProblem(error: unknown): void {
  note(colors.yellow(messageOf(error)));
}
