import {
  GOAL_NAMES,
  type AdviceGoal,
  type AdviceMap,
  type AdvicePoint,
  type GoalName,
} from '../../shared/advice';
import { roundDown, room, shortfall, type Landscape } from './landscape';

/**
 * What is kept in reserve for each goal where it can be: the p99 a fifth below its limit, half the split votes, a tenth
 * of the spurious elections. The environment is known less well than these.
 */
const RESERVE: Readonly<Record<GoalName, number>> = {
  p99DowntimeMs: 0.8,
  spuriousPerDay: 0.1,
  splitVotes: 0.5,
  heartbeatsPerSecond: 1,
};
/** Steps in which the minimum is refined between two of the grid, as a factor. */
const REFINEMENT = 1.04;

/**
 * The longest minimum timeout that keeps all goals with their reserve, and among those of its length the narrowest
 * range: what is left of the downtime that was granted is spent on not electing for nothing. Without such a point the
 * one with the most room, and where no point meets the goals the nearest.
 */
export function choose(map: AdviceMap, landscape: Landscape): AdvicePoint {
  const { goal } = landscape;
  const points = map.cells.flat();
  const withReserve = points.filter(
    (point) => point.feasible && shortfall(reserved(goal), point.outlook) === 0,
  );
  const best = withReserve.reduce<AdvicePoint | null>(
    (chosen, point) => (chosen === null || steadier(point, chosen) ? point : chosen),
    null,
  );
  if (best !== null) return refined(best, landscape);
  const possible = points.filter(({ minMs }) => minMs >= landscape.shortestMinMs);
  const feasible = possible.filter((point) => point.feasible);
  const from = feasible.length > 0 ? feasible : possible.length > 0 ? possible : points;
  return from.reduce((chosen, point) => (leastRoom(goal, point) > leastRoom(goal, chosen) ? point : chosen));
}

/** The goal with the least room, reckoned from its reserve. */
export function binding(goal: AdviceGoal, { outlook }: AdvicePoint): GoalName {
  const rooms = GOAL_NAMES.map((name) => ({ name, left: room(reserved(goal), name, outlook) }));
  return rooms.reduce((tightest, one) => (one.left < tightest.left ? one : tightest)).name;
}

/** The goals with their reserve taken off. */
function reserved(goal: AdviceGoal): AdviceGoal {
  return {
    p99DowntimeMs: RESERVE.p99DowntimeMs * goal.p99DowntimeMs,
    spuriousPerDay: RESERVE.spuriousPerDay * goal.spuriousPerDay,
    splitVotes: RESERVE.splitVotes * goal.splitVotes,
    heartbeatsPerSecond: goal.heartbeatsPerSecond,
  };
}

function steadier(a: AdvicePoint, b: AdvicePoint): boolean {
  return a.minMs === b.minMs ? a.maxMs < b.maxMs : a.minMs > b.minMs;
}

const leastRoom = (goal: AdviceGoal, { outlook }: AdvicePoint): number =>
  Math.min(...GOAL_NAMES.map((name) => room(goal, name, outlook)));

/** The grid is coarse: between it and its next column the minimum may be longer still. */
function refined(point: AdvicePoint, landscape: Landscape): AdvicePoint {
  let best = point;
  for (let minMs = point.minMs * REFINEMENT; minMs < 1.5 * point.minMs; minMs *= REFINEMENT) {
    const next = landscape.best(roundDown(minMs), point.maxMs - point.minMs);
    if (!next.feasible || shortfall(reserved(landscape.goal), next.outlook) > 0) break;
    best = next;
  }
  return best;
}
