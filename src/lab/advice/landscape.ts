import {
  meets,
  GOAL_NAMES,
  valueOf,
  type AdviceEnvironment,
  type AdviceGoal,
  type AdviceMap,
  type AdvicePoint,
  type AdviceRequest,
  type GoalName,
  type Outlook,
  type SpuriousRate,
} from '../../shared/advice';
import type { Distribution } from '../../shared/distribution';
import { MAX_TIMEOUT_MS } from '../../shared/settings';
import { delayQuantile } from '../../shared/delayTail';
import { crashExperiment, WidthSample } from './crashes';
import { SplitCurve } from './splitCurve';
import { SpuriousModel } from './spurious';

/** Settings that people would write down: ten to a decade. */
const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
/** Widths are simulated, so there are fewer. */
const ROUND_WIDTHS = [1, 1.5, 2, 3, 5, 7];
const MOST_WIDTHS = 12;
/** Heartbeats in a minimum timeout. Three at least: one may be lost and one late without an election. */
const HEARTBEATS_IN_MINIMUM = [3, 4, 5, 6, 8, 10, 15, 20];
const SHORTEST_HEARTBEAT_MS = 0.5;
/** Spurious elections so much rarer than asked for are enough of a margin to send no more heartbeats. */
const SPURIOUS_MARGIN = 10;
/** Slow is what one in a thousand is. */
const SLOW = 0.999;

/** What does not depend on the goals, and is the same for all of them. */
interface Ground {
  readonly environment: AdviceEnvironment;
  readonly samples: readonly WidthSample[];
  readonly spurious: SpuriousModel;
  /** Spurious rates that are known already, by minimum, width and heartbeat. */
  readonly known: Map<string, SpuriousRate>;
  readonly splits: SplitCurve;
  readonly shortestMinMs: number;
}

/** All that is needed to tell what to expect of any setting in one environment, and whether it meets the goals. */
export class Landscape {
  readonly goal: AdviceGoal;
  readonly #ground: Ground;

  private constructor(goal: AdviceGoal, ground: Ground) {
    this.goal = goal;
    this.#ground = ground;
  }

  /** @param elections simulated for each width of the range */
  static of({ goal, environment, seed }: AdviceRequest, elections: number): Landscape {
    const { latency, persist, nodes } = environment;
    const shortestMinMs = Math.max(1, 2 * slowest(latency, persist));
    const typicalMs = delayQuantile(0.5, latency) + delayQuantile(0.5, persist);
    const widestMs = Math.min(MAX_TIMEOUT_MS / 2, Math.max(goal.p99DowntimeMs, 40 * typicalMs));
    const narrowestMs = Math.max(0.5, 2 * typicalMs, widestMs / 1000);
    // The minimum is any that keeps the rounds of voting apart.
    const minMs = Math.min(MAX_TIMEOUT_MS / 2, Math.max(shortestMinMs, goal.p99DowntimeMs / 2));
    const widths = thinned(roundBetween(narrowestMs, widestMs, ROUND_WIDTHS), MOST_WIDTHS);
    const samples = widths.map((widthMs) => {
      const timing = {
        electionTimeoutMinMs: minMs,
        electionTimeoutMaxMs: minMs + widthMs,
        heartbeatMs: minMs / 2,
      };
      return new WidthSample(crashExperiment(timing, environment, { trials: elections, seed }));
    });
    return new Landscape(goal, {
      environment,
      samples,
      spurious: new SpuriousModel(environment),
      known: new Map(),
      splits: new SplitCurve(samples, nodes, typicalMs),
      shortestMinMs,
    });
  }

  /** The same environment under other goals; nothing is simulated anew. */
  withGoal(goal: AdviceGoal): Landscape {
    return new Landscape(goal, this.#ground);
  }

  /** The time within which candidates rob each other of votes, with a range this wide, ms. */
  splitWindowMs(widthMs: number): number {
    return this.#ground.splits.windowMs(widthMs);
  }

  /** The shortest minimum timeout that leaves time to win a vote. */
  get shortestMinMs(): number {
    return this.#ground.shortestMinMs;
  }

  /** Every setting on a grid, each with its best heartbeat. */
  map(): AdviceMap {
    const { p99DowntimeMs } = this.goal;
    const to = Math.min(MAX_TIMEOUT_MS / 2, Math.max(1.2 * p99DowntimeMs, 4 * this.shortestMinMs));
    const from = Math.max(1, to / 100, Math.min(this.shortestMinMs, p99DowntimeMs / 4));
    const minsMs = roundBetween(from, to, ROUND);
    const widthsMs = this.#ground.samples.map(({ widthMs }) => widthMs);
    const cells = widthsMs.map((widthMs) => minsMs.map((minMs) => this.best(minMs, widthMs)));
    return { minsMs, widthsMs, cells };
  }

  /**
   * This range with the fewest heartbeats that keep spurious elections well below the goal; where none do, with those
   * that come nearest to the goals.
   */
  best(minMs: number, widthMs: number): AdvicePoint {
    const { goal } = this;
    let best: AdvicePoint | null = null;
    for (const heartbeats of HEARTBEATS_IN_MINIMUM) {
      const heartbeatMs = Math.max(SHORTEST_HEARTBEAT_MS, roundDown(minMs / heartbeats));
      const point = this.point(minMs, widthMs, heartbeatMs);
      if (best === null || shortfall(goal, point.outlook) < shortfall(goal, best.outlook)) best = point;
      // More heartbeats help against the network, not against stalls.
      const { network, stalls } = point.outlook.spurious;
      if (network * SPURIOUS_MARGIN <= Math.max(goal.spuriousPerDay, stalls)) break;
    }
    return best ?? this.point(minMs, widthMs, minMs / 3);
  }

  point(minMs: number, widthMs: number, heartbeatMs: number): AdvicePoint {
    const outlook = this.#outlook(minMs, widthMs, heartbeatMs);
    const feasible =
      minMs >= this.shortestMinMs && GOAL_NAMES.every((name) => meets(this.goal, name, outlook));
    return { minMs, maxMs: minMs + widthMs, heartbeatMs, outlook, feasible };
  }

  #outlook(minMs: number, widthMs: number, heartbeatMs: number): Outlook {
    const { environment, splits } = this.#ground;
    return {
      ...this.#downtimes(minMs, widthMs, heartbeatMs),
      splitVotes: splits.share(widthMs),
      spurious: this.#spurious(minMs, widthMs, heartbeatMs),
      heartbeatsPerSecond: ((environment.nodes - 1) * 1000) / heartbeatMs,
    };
  }

  #spurious(minMs: number, widthMs: number, heartbeatMs: number): SpuriousRate {
    const { known, spurious } = this.#ground;
    const key = [minMs, widthMs, heartbeatMs].join();
    const rate = known.get(key) ?? spurious.rate({ minMs, widthMs, heartbeatMs });
    known.set(key, rate);
    return rate;
  }

  /** Between two widths that were simulated, and beyond them, along a straight line. */
  #downtimes(
    minMs: number,
    widthMs: number,
    heartbeatMs: number,
  ): Pick<Outlook, 'p50DowntimeMs' | 'p99DowntimeMs'> {
    const { samples } = this.#ground;
    const after = samples.findIndex((sample) => sample.widthMs >= widthMs);
    const upper = samples[Math.max(1, after === -1 ? samples.length - 1 : after)] ?? samples[0];
    const lower = upper === undefined ? undefined : (samples[samples.indexOf(upper) - 1] ?? upper);
    if (upper === undefined || lower === undefined) return { p50DowntimeMs: null, p99DowntimeMs: null };
    const here = [lower, upper].map((sample) => sample.downtimes(minMs, heartbeatMs));
    const share = upper === lower ? 0 : (widthMs - lower.widthMs) / (upper.widthMs - lower.widthMs);
    const between = (p: 'p50' | 'p99'): number | null => {
      const [a, b] = here.map((downtimes) => downtimes[p]);
      if (share === 0) return a ?? null;
      if (share === 1) return b ?? null;
      return a == null || b == null ? null : a + share * (b - a);
    };
    return { p50DowntimeMs: between('p50'), p99DowntimeMs: between('p99') };
  }
}

/** A slow message and a slow write after it, ms. */
function slowest(latency: Distribution, persist: Distribution): number {
  return delayQuantile(SLOW, latency) + delayQuantile(SLOW, persist);
}

/** How far the worst goal is from being met: the logarithm of value ÷ limit, 0 where all are. */
export function shortfall(goal: AdviceGoal, outlook: Outlook): number {
  let worst = 0;
  for (const name of GOAL_NAMES) worst = Math.max(worst, -room(goal, name, outlook));
  return worst;
}

/** The logarithm of limit ÷ value: above 0 the goal is met with room, below it is missed. */
export function room(goal: AdviceGoal, name: GoalName, outlook: Outlook): number {
  const limit = goal[name];
  if (limit === null) return Infinity;
  const value = valueOf(outlook, name);
  return value === null ? -Infinity : Math.log(limit / value);
}

/** The next lower number that people would write down: two digits, in steps of 5 above 50. */
export function roundDown(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  const digits = value / size;
  const step = digits >= 5 ? 0.5 : 0.1;
  return Number((Math.floor(digits / step + 1e-9) * step * size).toPrecision(3));
}

function roundBetween(from: number, to: number, mantissas: readonly number[]): number[] {
  const values: number[] = [];
  for (let size = 10 ** Math.floor(Math.log10(from)); size <= to; size *= 10) {
    for (const mantissa of mantissas) {
      const value = Number((mantissa * size).toPrecision(3));
      if (value >= from && value <= to) values.push(value);
    }
  }
  return values;
}

/** At most so many, the first and the last among them. */
function thinned(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values;
  return Array.from(
    { length: most },
    (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))] ?? 0,
  );
}
