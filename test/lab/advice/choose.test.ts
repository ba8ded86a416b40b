import { describe, expect, it } from 'vitest';
import { binding, choose } from '../../../src/lab/advice/choose';
import { Landscape, room, roundDown } from '../../../src/lab/advice/landscape';
import { GOAL_NAMES, type AdviceGoal, type AdvicePoint } from '../../../src/shared/advice';

const GOAL: AdviceGoal = {
  p99DowntimeMs: 500,
  spuriousPerDay: 1,
  splitVotes: 0.02,
  heartbeatsPerSecond: null,
};
const ground = Landscape.of(
  {
    goal: GOAL,
    environment: {
      nodes: 5,
      latency: { kind: 'lognormal', medianMs: 0.75, sigma: 0.5 },
      persist: { kind: 'fixed', ms: 2 },
      loss: 0.001,
      stalls: { perDay: 24, duration: { kind: 'exponential', meanMs: 15 } },
      preVote: false,
      checkQuorum: false,
    },
    seed: 1,
  },
  400,
);

function chosenFor(goal: Partial<AdviceGoal>) {
  const landscape = ground.withGoal({ ...GOAL, ...goal });
  const map = landscape.map();
  return { goal: landscape.goal, points: map.cells.flat(), chosen: choose(map, landscape) };
}

/** A fifth of the downtime, half of the split votes and nine tenths of the spurious elections are to spare. */
const keepsReserve = (goal: AdviceGoal, { feasible, outlook }: AdvicePoint): boolean =>
  feasible &&
  (outlook.p99DowntimeMs ?? Infinity) <= 0.8 * goal.p99DowntimeMs &&
  outlook.splitVotes <= 0.5 * goal.splitVotes &&
  outlook.spurious.perDay <= 0.1 * goal.spuriousPerDay;
const leastRoom = (goal: AdviceGoal, { outlook }: AdvicePoint): number =>
  Math.min(...GOAL_NAMES.map((name) => room(goal, name, outlook)));

describe('the setting that is recommended', () => {
  it('keeps every goal with its reserve, as no longer minimum does, nor a narrower range at it', () => {
    const { goal, points, chosen } = chosenFor({});
    expect(keepsReserve(goal, chosen)).toBe(true);
    const keeping = points.filter((point) => keepsReserve(goal, point));
    const longestMs = Math.max(...keeping.map(({ minMs }) => minMs));
    expect(chosen.minMs).toBeGreaterThanOrEqual(longestMs);
    const widths = keeping.filter(({ minMs }) => minMs === longestMs).map((p) => p.maxMs - p.minMs);
    expect(chosen.maxMs - chosen.minMs).toBeCloseTo(Math.min(...widths), 6);
    // And between that minimum and the next of the grid a little longer ones were tried.
    const next = ground.best(roundDown(chosen.minMs * 1.08), chosen.maxMs - chosen.minMs);
    expect(keepsReserve(goal, next)).toBe(false);
  });

  it('has the most room where none keeps the reserve, but some the goals', () => {
    const { outlook } = chosenFor({}).points.find((point) => keepsReserve(GOAL, point))!;
    const { goal, points, chosen } = chosenFor({
      p99DowntimeMs: 1.1 * outlook.p99DowntimeMs!,
      splitVotes: 1.1 * outlook.splitVotes,
      spuriousPerDay: 1.1 * outlook.spurious.perDay,
    });
    expect(points.some((point) => keepsReserve(goal, point))).toBe(false);
    expect(chosen.feasible).toBe(true);
    const rooms = points.filter(({ feasible }) => feasible).map((point) => leastRoom(goal, point));
    expect(leastRoom(goal, chosen)).toBe(Math.max(...rooms));
  });

  it('comes nearest where none keeps the goals, with time to win a vote all the same', () => {
    const { goal, points, chosen } = chosenFor({ p99DowntimeMs: 20 });
    expect(points.some(({ feasible }) => feasible)).toBe(false);
    expect(points.some(({ minMs }) => minMs < ground.shortestMinMs)).toBe(true);
    expect(chosen.minMs).toBeGreaterThanOrEqual(ground.shortestMinMs);
    const rooms = points
      .filter(({ minMs }) => minMs >= ground.shortestMinMs)
      .map((point) => leastRoom(goal, point));
    expect(leastRoom(goal, chosen)).toBe(Math.max(...rooms));
  });
});

describe('what binds', () => {
  const outlook = {
    p50DowntimeMs: 200,
    p99DowntimeMs: 300,
    splitVotes: 0.002,
    spurious: { perDay: 0.01, network: 0.01, stalls: 0 },
    heartbeatsPerSecond: 40,
  };
  const point = { minMs: 150, maxMs: 300, heartbeatMs: 100, feasible: true };
  const bindingOf = (given: Partial<typeof outlook>, goal: Partial<AdviceGoal> = {}) =>
    binding({ ...GOAL, ...goal }, { ...point, outlook: { ...outlook, ...given } });

  it('is the goal that is nearest to its limit, less its reserve', () => {
    expect(bindingOf({})).toBe('p99DowntimeMs');
    expect(bindingOf({ splitVotes: 0.009 })).toBe('splitVotes');
    expect(bindingOf({ spurious: { perDay: 0.09, network: 0.09, stalls: 0 } })).toBe('spuriousPerDay');
    expect(bindingOf({}, { heartbeatsPerSecond: 41 })).toBe('heartbeatsPerSecond');
  });

  it('is what is not known', () => {
    expect(binding(GOAL, { ...point, outlook: { ...outlook, splitVotes: 0.5, p99DowntimeMs: null } })).toBe(
      'p99DowntimeMs',
    );
  });
});

it('numbers are rounded down to two digits, in steps of 5 from 50 on', () => {
  expect([1, 1.29, 49.9, 50, 54, 55, 99.9, 734].map(roundDown)).toEqual([1, 1.2, 49, 50, 50, 55, 95, 700]);
});
