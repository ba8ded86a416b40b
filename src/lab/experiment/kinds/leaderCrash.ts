import { monotonicMs } from '../../../shared/time';
import { crash, pause } from '../../cluster/processActions';
import type { FinishedTrial } from '../../trial/record';
import type { Scene } from '../scene';
import { makeLogsUnequal } from '../unequalLogs';

/** The leader is killed, or paused, until another one is followed by all that are left. */
export async function leaderCrash(scene: Scene): Promise<FinishedTrial> {
  const { cluster, experiment, ready } = scene;
  const { leader } = ready;
  const mendLinks = await makeLogsUnequal(scene);
  if (experiment.crash === 'kill') await scene.forkAhead(leader);
  const schedule = scene.schedule();
  const { scheduledMs } = schedule;
  try {
    await scene.at(scheduledMs, () => {
      scene.requireLeader('crash');
      const happenedMs = monotonicMs();
      if (experiment.crash === 'kill') void crash(cluster, leader);
      else pause(cluster, leader);
      scene.leaderFellSilent(schedule, happenedMs);
    });
  } finally {
    mendLinks();
  }
  await scene.untilRecovered(scheduledMs + experiment.trialCapMs);
  scene.requireCalmBefore('crash');
  return scene.finish();
}
