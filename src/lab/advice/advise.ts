import type {
  Advice,
  AdviceGoal,
  AdvicePoint,
  AdviceRequest,
  Alternative,
  SystemAdvice,
} from '../../shared/advice';
import type { Timing } from '../../shared/settings';
import { SYSTEMS, systemIdSchema, type SystemId } from '../../shared/systems';
import { binding, choose } from './choose';
import { Landscape } from './landscape';
import { verify, type VerifyBudget } from './verify';
import { assumptionsOf, goalInWords, whyFeasible, whyInfeasible } from './words';

/** Shares of the recommended timing that a system's keys are tried with. */
const SHORTER = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];
/** Simulated for each width of the range; the 99th percentile then rests on its slowest eight. */
const ELECTIONS_A_WIDTH = 800;

/** The recommended range and heartbeat for these goals in this environment, with all that speaks for it. */
export function computeAdvice(request: AdviceRequest, budget: VerifyBudget): Advice {
  const startedMs = performance.now();
  const { goal, environment } = request;
  const landscape = Landscape.of(request, ELECTIONS_A_WIDTH);
  const map = landscape.map();
  const recommended = choose(map, landscape);
  const alternatives = otherGoals(goal).map(([instead, other]) =>
    alternative(instead, landscape.withGoal(other)),
  );
  const binds = binding(goal, recommended);
  const timing: Timing = {
    electionTimeoutMinMs: recommended.minMs,
    electionTimeoutMaxMs: recommended.maxMs,
    heartbeatMs: recommended.heartbeatMs,
    preVote: environment.preVote,
    checkQuorum: environment.checkQuorum,
  };
  return {
    request,
    recommended,
    timing,
    binds,
    why: recommended.feasible
      ? whyFeasible(recommended, binds, landscape.splitWindowMs(recommended.maxMs - recommended.minMs))
      : whyInfeasible(goal, recommended, alternatives, landscape.shortestMinMs),
    alternatives,
    verified: verify(request, recommended, budget),
    systems: systemIdSchema.options.map((system) => systemAdvice(system, timing, landscape)),
    map,
    assumptions: assumptionsOf(environment),
    tookMs: performance.now() - startedMs,
  };
}

/** One goal at a time made easier, and the downtime harder as well: what would each lead to? */
function otherGoals(goal: AdviceGoal): readonly (readonly [string, AdviceGoal])[] {
  const { p99DowntimeMs, spuriousPerDay, splitVotes, heartbeatsPerSecond } = goal;
  const others: (readonly [Parameters<typeof goalInWords>[0], AdviceGoal])[] = [
    ['p99DowntimeMs', { ...goal, p99DowntimeMs: Math.max(5, p99DowntimeMs / 2) }],
    ['p99DowntimeMs', { ...goal, p99DowntimeMs: Math.min(120_000, 2 * p99DowntimeMs) }],
    ['spuriousPerDay', { ...goal, spuriousPerDay: 10 * spuriousPerDay }],
    ['splitVotes', { ...goal, splitVotes: Math.min(1, 5 * splitVotes) }],
  ];
  if (heartbeatsPerSecond !== null) {
    others.push(['heartbeatsPerSecond', { ...goal, heartbeatsPerSecond: 2 * heartbeatsPerSecond }]);
  }
  return others.map(([name, other]) => [goalInWords(name, other), other]);
}

function alternative(instead: string, landscape: Landscape): Alternative {
  const point = choose(landscape.map(), landscape);
  return { instead, point: point.feasible ? point : null };
}

/**
 * The recommendation in a system's own keys, and what these keys would come to here. A system whose range is wider than
 * was wanted may need a shorter minimum to meet the goals: the longest that does is taken.
 */
function systemAdvice(system: SystemId, timing: Timing, landscape: Landscape): SystemAdvice {
  const tries = SHORTER.map((share) => {
    const wanted = {
      ...timing,
      electionTimeoutMinMs: share * timing.electionTimeoutMinMs,
      electionTimeoutMaxMs: share * timing.electionTimeoutMaxMs,
      heartbeatMs: share * timing.heartbeatMs,
    };
    const written = SYSTEMS[system].write(wanted, timing);
    return { system, written, point: pointOf(written.timing, landscape) };
  });
  const asWanted = { written: SYSTEMS[system].write(timing) };
  return (
    tries.find(({ point }) => point.feasible) ?? {
      system,
      ...asWanted,
      point: pointOf(asWanted.written.timing, landscape),
    }
  );
}

function pointOf(timing: Timing, landscape: Landscape): AdvicePoint {
  const { electionTimeoutMinMs: minMs, electionTimeoutMaxMs, heartbeatMs } = timing;
  return landscape.point(minMs, electionTimeoutMaxMs - minMs, heartbeatMs);
}
