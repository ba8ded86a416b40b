import { monotonicMs } from '../../../shared/time';
import { pause, resume } from '../../cluster/processActions';
import type { FinishedTrial } from '../../trial/record';
import type { Scene } from '../scene';
import { untilReturned } from './returning';

/** The leader's process stands still for `outageMs`; then it goes on, believing that it still leads. */
export async function leaderPause(scene: Scene): Promise<FinishedTrial> {
  const { cluster, experiment, ready } = scene;
  const { leader } = ready;
  const schedule = scene.schedule();
  const { scheduledMs } = schedule;
  await scene.at(scheduledMs, () => {
    scene.requireLeader('pause');
    const happenedMs = monotonicMs();
    pause(cluster, leader);
    scene.leaderFellSilent(schedule, happenedMs);
  });
  const backMs = await scene.at(scheduledMs + (experiment.outageMs ?? 0), () => {
    if (cluster.members.require(leader).process === 'paused') resume(cluster, leader);
    scene.changed();
    return monotonicMs();
  });
  return await untilReturned(scene, { scheduledMs, backMs, what: 'pause' });
}
