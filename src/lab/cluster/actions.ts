import type { Action } from '../../shared/action';
import { LabError, unreachable } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import type { Cluster } from './cluster';
import { condition, cutOrMend, heal, isolate, partitionInto, rejoin } from './linkActions';
import { crash, pause, restart, restartAll, resume, wipe } from './processActions';
import { setOwnPersist, setOwnRange } from './retuning';
import { alignTimers, spreadTimers } from './timerActions';

/**
 * Does to the cluster what a person asks for, and tells it as an event. Resolves once it has taken effect.
 * @throws LabError for what cannot be done now, in one sentence
 */
export async function perform(cluster: Cluster, action: Action): Promise<void> {
  switch (action.type) {
    case 'crash':
      await crash(cluster, action.node);
      return;
    case 'crashLeader':
      await crash(cluster, requireLeader(cluster));
      return;
    case 'restart':
      await restart(cluster, action.node);
      return;
    case 'restartAll':
      await restartAll(cluster);
      return;
    case 'wipe':
      await wipe(cluster, action.node);
      return;
    case 'slowDisk':
      setOwnPersist(cluster, action.node, action.delay);
      return;
    case 'pause':
      pause(cluster, action.node);
      return;
    case 'resume':
      resume(cluster, action.node);
      return;
    case 'isolate':
      await isolate(cluster, action.node);
      return;
    case 'rejoin':
      await rejoin(cluster, action.node);
      return;
    case 'partitionLeader':
      await partitionInto(cluster, [[requireLeader(cluster)]]);
      return;
    case 'partition':
      await partitionInto(cluster, action.groups);
      return;
    case 'cut':
    case 'mend':
      await cutOrMend(cluster, action);
      return;
    case 'condition':
      await condition(cluster, action);
      return;
    case 'heal':
      await heal(cluster);
      return;
    case 'campaign':
      cluster.members.requireRunning(action.node);
      cluster.news.tell({
        kind: 'info',
        node: action.node,
        text: `${nodeLetter(action.node)} is asked to stand for election`,
        marker: null,
      });
      cluster.members.send(action.node, { type: 'campaign' });
      return;
    case 'transfer':
      transfer(cluster, action.to);
      return;
    case 'alignTimers':
      await alignTimers(cluster);
      return;
    case 'spreadTimers':
      await spreadTimers(cluster);
      return;
    case 'propose':
      await propose(cluster, action);
      return;
    case 'nodeTimeout':
      await setOwnRange(cluster, action.node, action.range);
      return;
    default:
      unreachable(action);
  }
}

function requireLeader(cluster: Cluster): NodeId {
  const { leader } = cluster.members;
  if (leader === null) {
    throw new LabError(
      'not-leader',
      'Nobody leads at the moment: wait for an election, or ask a node to campaign.',
    );
  }
  return leader;
}

function transfer(cluster: Cluster, to: NodeId): void {
  cluster.members.requireRunning(to);
  const leader = requireLeader(cluster);
  if (leader === to) throw new LabError('bad-argument', `${nodeLetter(to)} is the leader already.`);
  cluster.members.send(leader, { type: 'transfer', target: to });
}

async function propose(cluster: Cluster, { key, value }: { key: string; value: string }): Promise<void> {
  requireLeader(cluster);
  const issuedMs = monotonicMs();
  await cluster.workload.propose(key, value);
  cluster.news.tell({
    kind: 'info',
    node: null,
    text: `"${key}" is "${value}", acknowledged in ${(monotonicMs() - issuedMs).toFixed(1)} ms`,
    marker: null,
  });
}
