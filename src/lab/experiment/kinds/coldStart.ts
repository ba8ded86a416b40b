import { monotonicMs } from '../../../shared/time';
import { crashTogether, recoverTogether } from '../../cluster/processActions';
import type { FinishedTrial } from '../../trial/record';
import type { Scene } from '../scene';

/** From all processes having read their logs to their start, ms: until then nothing may be busy any more. */
const REST_MS = 20;

/**
 * All servers are killed, and start at once with what they have on disk. Downtime counts from the moment at which they
 * are told of each other: making processes and reading logs is not part of an election.
 */
export async function coldStart(scene: Scene): Promise<FinishedTrial> {
  const { cluster, nodes, experiment } = scene;
  await crashTogether(cluster, nodes);
  const recruits = await recoverTogether(cluster, nodes);
  const scheduledMs = monotonicMs() + REST_MS;
  scene.beginAnew(scheduledMs);
  try {
    await scene.at(scheduledMs, () => {
      scene.requireAlive(nodes);
      const happenedMs = monotonicMs();
      recruits.start();
      scene.disturbed({ scheduledMs, happenedMs, oldLeader: null, oldTerm: recruits.term });
    });
  } finally {
    recruits.release();
  }
  await scene.untilRecovered(scheduledMs + experiment.trialCapMs);
  return scene.finish();
}
