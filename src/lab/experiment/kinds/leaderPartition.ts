import { isolate, rejoin } from '../../cluster/linkActions';
import { LEAD_MS } from '../../cluster/timers';
import type { FinishedTrial } from '../../trial/record';
import type { Scene } from '../scene';
import { linksChangeAtMs, untilReturned } from './returning';

/** The leader is cut off from all others for `outageMs`; then it is back, and may believe that it still leads. */
export async function leaderPartition(scene: Scene): Promise<FinishedTrial> {
  const { cluster, experiment, ready } = scene;
  const { leader, term } = ready;
  const { scheduledMs } = scene.schedule({ noticeMs: LEAD_MS });
  await scene.at(scheduledMs - LEAD_MS, () => {
    scene.requireLeader('cut');
    const happenedMs = linksChangeAtMs(scheduledMs);
    void isolate(cluster, leader, happenedMs);
    scene.disturbed({ scheduledMs, happenedMs, oldLeader: leader, oldTerm: term });
  });
  const healMs = scheduledMs + (experiment.outageMs ?? 0);
  const backMs = await scene.at(healMs - LEAD_MS, () => {
    const atMs = linksChangeAtMs(healMs);
    if (cluster.network.faults.isolated.has(leader)) void rejoin(cluster, leader, atMs);
    scene.changed(atMs);
    return atMs;
  });
  return await untilReturned(scene, { scheduledMs, backMs, what: 'cut' });
}
