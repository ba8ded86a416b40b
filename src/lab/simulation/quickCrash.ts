import { LabError } from '../../shared/errors';
import type { NodeId } from '../../shared/ids';
import { drawMs } from './delay';
import { MAX_ATTEMPTS, type Stage } from './stage';
import { heartbeatsUntilSteady, heartbeatTo, OLD_LEADER } from './steadyState';

/**
 * A stable cluster up to the moment of its leader's crash, for trials in which all that happens in it are the leader's
 * heartbeats, so that it needs no core. When somebody times out all the same, the cluster was not stable: it is drawn
 * anew.
 *
 * @param live the other servers that run
 * @returns when the leader crashes
 * @throws LabError `bad-argument` when no leader lasts until then
 */
export function runUntilQuickCrash(stage: Stage, live: readonly NodeId[]): number {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    stage.clear();
    const crashMs = postHeartbeats(stage, live);
    if (holdsUntil(stage, crashMs)) return crashMs;
  }
  throw noLeaderLasts(stage);
}

export function noLeaderLasts({ experiment }: Stage): LabError {
  return new LabError(
    'bad-argument',
    `No leader lasts until its crash: followers time out before its next heartbeat reaches them. Set a heartbeat shorter than ${experiment.cluster.heartbeatMs} ms, or longer election timeouts.`,
  );
}

/** Heartbeats from time 0 on; each follower begins with the first. @returns when the leader crashes */
function postHeartbeats(stage: Stage, live: readonly NodeId[]): number {
  const { cluster: settings, conditions, environment } = stage.experiment;
  const latency = [...stage.latency, environment.reaction];
  const heartbeats = heartbeatsUntilSteady({ ...settings, latency });
  const intervalMs = settings.heartbeatMs / stage.clock(OLD_LEADER).rate;
  for (const id of live) {
    const arrivesMs = drawMs(stage.latency, stage.random);
    const firstMs = arrivesMs + drawMs([environment.reaction], stage.random);
    const core = stage.core(id, firstMs);
    const clock = stage.clock(id);
    core.step({ type: 'message', message: heartbeatTo(id) }, firstMs * clock.rate);
    stage.tellMessage(heartbeatTo(id), 0, arrivesMs);
    stage.cluster.start(core, clock);
    for (let round = 1; round <= heartbeats; round++) {
      stage.cluster.send(heartbeatTo(id), round * intervalMs, firstMs);
    }
  }
  const { crashOffset } = conditions;
  return (heartbeats + (crashOffset === 'uniform' ? stage.random() : crashOffset)) * intervalMs;
}

function holdsUntil({ cluster }: Stage, crashMs: number): boolean {
  while (cluster.nextEventMs < crashMs) {
    if (cluster.nextTimerMs === cluster.nextEventMs) return false;
    cluster.advance();
  }
  return true;
}
