import type { NodeId } from '../../shared/ids';
import type { FinishedTrial } from '../trial/record';
import { Course, type Calm } from './course';
import { noLeaderLasts } from './quickCrash';
import { MAX_ATTEMPTS, type Stage } from './stage';
import { OLD_TERM } from './steadyState';

/** Trials of every kind, with every server at work. */

/** All servers start at once, but for those that are down all along. */
export function playColdStart(stage: Stage, trial: number): FinishedTrial {
  const course = new Course(stage);
  const live = course.start(stage.simulation.alsoDead);
  stage.watch.disturbed({ scheduledMs: 0, happenedMs: 0, oldLeader: null, oldTerm: OLD_TERM, live });
  course.planTimeline(0);
  return playUntilRecovery(course, trial, 0);
}

/** Nothing is done to the cluster but what the timeline says. */
export function playObservation(stage: Stage, trial: number): FinishedTrial {
  const course = new Course(stage, true);
  course.settle();
  course.advanceTo(stage.cluster.nowMs + stage.random() * stage.experiment.cluster.heartbeatMs);
  return course.observe(trial);
}

/**
 * A disturbance at its moment of the heartbeat interval. When the cluster does not hold together until then, it is
 * drawn anew.
 *
 * @throws LabError `bad-argument` when no leader lasts until then
 */
export function playStrike(stage: Stage, trial: number): FinishedTrial {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const course = new Course(stage);
    const calm = course.settle();
    const finished = calm === null ? null : strike(course, calm, trial);
    if (finished !== null) return finished;
  }
  throw noLeaderLasts(stage);
}

/** Null when the leader did not last until the disturbance. */
function strike(course: Course, calm: Calm, trial: number): FinishedTrial | null {
  const { stage, deeds } = course;
  const { kind, outageMs } = stage.experiment;
  const away = kind === 'rejoin-after-partition' ? isolateFollower(course, calm) : null;
  const atMs = reachMoment(course, calm, away === null ? 0 : (outageMs ?? 0));
  const { stability } = stage.watch;
  if (stability?.leader !== calm.leader || stability.term !== calm.term) return null;

  const { leader, term } = calm;
  const inflation = away === null ? 0 : (stage.cluster.core(away)?.currentTerm ?? term) - term;
  deeds.oldLeader = leader;
  const returnsMs = away === null ? disturb(course, leader, atMs) : atMs;
  if (away !== null) deeds.do({ type: 'rejoin', node: away });
  stage.watch.disturbed({
    scheduledMs: atMs,
    happenedMs: atMs,
    oldLeader: leader,
    oldTerm: term,
    live: deeds.inTouch(),
  });
  course.planTimeline(atMs);
  if (returnsMs === null) return playUntilRecovery(course, trial, atMs);
  return playUntilReturned(course, trial, { calm, atMs, returnsMs, away, inflation });
}

function isolateFollower(course: Course, { leader }: Calm): NodeId {
  const { servers, random } = course.stage;
  const followers = servers.filter((id) => id !== leader);
  const away = followers[Math.floor(random() * followers.length)] ?? leader;
  course.deeds.do({ type: 'isolate', node: away });
  return away;
}

/** Goes on to the moment of the disturbance, with a heartbeat to all before it. @returns when it is */
function reachMoment(course: Course, { leader }: Calm, waitMs: number): number {
  const { cluster, random, experiment } = course.stage;
  const { synchronisedHeartbeat, crashOffset } = experiment.conditions;
  const { heartbeatMs } = experiment.cluster;
  const offsetMs = heartbeatMs * (crashOffset === 'uniform' ? random() : crashOffset);
  const heartbeatAtMs = cluster.nowMs + Math.max(0, waitMs - offsetMs);
  course.advanceTo(heartbeatAtMs);
  if (synchronisedHeartbeat) cluster.step(leader, { type: 'heartbeat' });
  const atMs = heartbeatAtMs + Math.min(offsetMs, waitMs === 0 ? offsetMs : waitMs);
  course.advanceTo(atMs);
  return atMs;
}

/** Does to the leader what the kind says. @returns when that is over, null when it is not */
function disturb({ stage, deeds }: Course, leader: NodeId, atMs: number): number | null {
  const { kind, outageMs } = stage.experiment;
  if (kind === 'leader-crash') {
    deeds.do({ type: 'crash', node: leader });
    return null;
  }
  const [begin, end] =
    kind === 'leader-pause' ? (['pause', 'resume'] as const) : (['isolate', 'rejoin'] as const);
  const returnsMs = atMs + (outageMs ?? 0);
  deeds.do({ type: begin, node: leader });
  stage.cluster.plan(returnsMs, () => {
    deeds.do({ type: end, node: leader });
  });
  return returnsMs;
}

function playUntilRecovery(course: Course, trial: number, disturbedMs: number): FinishedTrial {
  const { watch, experiment } = course.stage;
  const capMs = disturbedMs + experiment.trialCapMs;
  course.advanceUntil(() => watch.recovery !== null && course.serves(watch.recovery.sinceMs), capMs);
  return course.finish(trial, disturbedMs, capMs);
}

interface Returning {
  readonly calm: Calm;
  readonly atMs: number;
  /** When the one that was away is back. */
  readonly returnsMs: number;
  /** The follower that was away; null when it was the leader. */
  readonly away: NodeId | null;
  readonly inflation: number;
}

/** Until whoever was away follows, or leads, again, and time enough has passed for anybody to stand after all. */
function playUntilReturned(course: Course, trial: number, returning: Returning): FinishedTrial {
  const { stage } = course;
  const { watch, cluster, experiment } = stage;
  const { calm, atMs, returnsMs, away, inflation } = returning;
  const capMs = atMs + experiment.trialCapMs;
  let settled = false;
  cluster.plan(returnsMs + stage.longestTimeoutMs + experiment.cluster.heartbeatMs, () => {
    settled = true;
  });
  const isOver = (): boolean =>
    settled && watch.stability !== null && course.serves(watch.recovery?.sinceMs ?? returnsMs);
  course.advanceUntil(isOver, capMs);
  const { stability } = watch;
  if (stability?.leader === calm.leader && stability.term === calm.term) {
    watch.ledOn(calm.leader, calm.term, returnsMs);
  }
  if (away === null) return course.finish(trial, atMs, capMs);
  const core = cluster.core(calm.leader);
  const leaderDeposed = core?.role !== 'leader' || core.currentTerm !== calm.term;
  return course.finish(trial, atMs, capMs, { termInflation: inflation, leaderDeposed });
}
