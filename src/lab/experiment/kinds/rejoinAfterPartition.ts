import { seededRandom } from '../../../node/random';
import type { NodeId } from '../../../shared/ids';
import { monotonicMs } from '../../../shared/time';
import { isolate, rejoin } from '../../cluster/linkActions';
import { LEAD_MS } from '../../cluster/timers';
import type { FinishedTrial } from '../../trial/record';
import { rejoinColumns } from '../../trial/rejoin';
import { derivedSeed } from '../../seeds';
import type { Scene } from '../scene';
import { linksChangeAtMs, untilReturned } from './returning';

/** Of a run's seed: who is isolated is drawn apart. */
const ISOLATED = 3;

/** A follower is cut off for `outageMs`, in which it may try elections that nobody hears of; then it comes back. */
export async function rejoinAfterPartition(scene: Scene): Promise<FinishedTrial> {
  const { cluster, experiment, ready } = scene;
  const { leader, term } = ready;
  const isolated = followerOf(scene);
  scene.allowElectionsOf(isolated);
  const cutMs = monotonicMs() + LEAD_MS;
  void isolate(cluster, isolated, cutMs);
  scene.changed(cutMs);

  const { scheduledMs } = scene.schedule({ waitMs: experiment.outageMs ?? 0, noticeMs: LEAD_MS });
  const happenedMs = await scene.at(scheduledMs - LEAD_MS, () => {
    scene.requireLeader('return');
    const atMs = linksChangeAtMs(scheduledMs);
    void rejoin(cluster, isolated, atMs);
    return atMs;
  });
  scene.disturbed({ scheduledMs, happenedMs, oldLeader: leader, oldTerm: term });
  const rejoining = { isolated, leader, term, backMs: happenedMs };
  return await untilReturned(scene, { scheduledMs, backMs: happenedMs, what: 'return' }, () =>
    rejoinColumns(scene.facts, rejoining),
  );
}

function followerOf({ nodes, ready, experiment, trial }: Scene): NodeId {
  const followers = nodes.filter((node) => node !== ready.leader);
  const random = seededRandom(derivedSeed(experiment.seed, ISOLATED), trial);
  return followers[Math.floor(random() * followers.length)] ?? ready.leader;
}
