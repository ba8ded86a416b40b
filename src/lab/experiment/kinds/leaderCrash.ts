import { monotonicMs } from '../../../shared/time';
import { crash, pause } from '../../cluster/processActions';
import type { FinishedTrial } from '../../trial/record';
import type { Scene } from '../scene';
import { makeLogsUnequal } from '../unequalLogs';

/** A new process is made ahead when no election can begin for so long, ms: making one keeps a processor busy. */
const FORK_MS = 70;

/** The leader is killed, or paused, until another one is followed by all that are left. */
export async function leaderCrash(scene: Scene): Promise<FinishedTrial> {
  const { cluster, experiment, ready } = scene;
  const { leader, term } = ready;
  const mendLinks = await makeLogsUnequal(scene);
  const { heartbeatMs, scheduledMs } = scene.schedule();
  try {
    await scene.at(scheduledMs, () => {
      scene.requireLeader('crash');
      const happenedMs = monotonicMs();
      if (experiment.crash === 'kill') void crash(cluster, leader);
      else pause(cluster, leader);
      scene.disturbed({ scheduledMs, happenedMs, oldLeader: leader, oldTerm: term });
    });
  } finally {
    mendLinks();
  }
  const electionFromMs = heartbeatMs + experiment.cluster.electionTimeoutMinMs;
  if (experiment.crash === 'kill' && electionFromMs - scheduledMs > FORK_MS) {
    cluster.require(leader).prepare();
  }
  await scene.untilRecovered(scheduledMs + experiment.trialCapMs);
  scene.requireCalmBefore('crash');
  return scene.finish();
}
