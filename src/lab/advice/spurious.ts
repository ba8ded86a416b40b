import type { AdviceEnvironment, SpuriousRate } from '../../shared/advice';
import { majorityOf } from '../../shared/ids';
import { delayQuantile, longerThan, typicalDelays } from '../../shared/delayTail';

export interface HeartbeatTiming {
  readonly minMs: number;
  readonly widthMs: number;
  readonly heartbeatMs: number;
}

const MS_PER_DAY = 86_400_000;
/** Parts of a delay's distribution, of the range of timeouts, and of a heartbeat interval that are averaged over. */
const DELAYS = 6;
const TIMEOUTS = 16;
const PHASES = 6;
/** What is rarer than this is not looked at more closely: no goal is that strict. */
const NEGLIGIBLE = 1e-30;
/** Delays are followed into their tail up to this probability. */
const BEYOND = 1e-6;
const NOTHING_ON_TOP: readonly number[] = [0];

/**
 * How often a cluster elects although its leader is well, calculated: events of a few a year cannot be counted in a
 * simulation. Delays and losses are independent from message to message, so the expected number of silent spells longer
 * than a timeout is a product over the heartbeats that would have ended them. docs/advisor.md has the derivation; the
 * simulation agrees wherever the rate is high enough for it to see.
 */
export class SpuriousModel {
  readonly #environment: AdviceEnvironment;
  readonly #followers: number;
  readonly #majority: number;
  /** PreVote refuses a candidate only where CheckQuorum has voters remember that they hear their leader. */
  readonly #guarded: boolean;
  readonly #delaysMs: readonly number[];
  readonly #medianMs: number;
  readonly #longestMs: number;

  constructor(environment: AdviceEnvironment) {
    const { nodes, latency, preVote, checkQuorum } = environment;
    this.#environment = environment;
    this.#followers = nodes - 1;
    this.#majority = majorityOf(nodes);
    this.#guarded = preVote && checkQuorum;
    this.#delaysMs = typicalDelays(DELAYS, latency);
    this.#medianMs = delayQuantile(0.5, latency);
    this.#longestMs = delayQuantile(1 - BEYOND, latency);
  }

  /** Expected elections a day against a leader that is alive and connected to a majority. */
  rate(timing: HeartbeatTiming): SpuriousRate {
    const quorumLosses = this.#environment.checkQuorum ? this.#quorumLossesPerDay(timing) : 0;
    const network = this.#followers * this.#silencesPerDay(timing) + quorumLosses;
    const stalls = this.#stallsPerDay(timing);
    return { perDay: network + stalls, network, stalls };
  }

  /**
   * How often a day one follower times out and, where PreVote guards, gets enough pre-votes all the same. A heartbeat
   * that arrives d after it was sent starts a timeout t, which runs out unless another heartbeat, sent at ± H, ± 2H, …,
   * arrives after d and before d + t.
   */
  #silencesPerDay({ minMs, widthMs, heartbeatMs }: HeartbeatTiming): number {
    const { loss } = this.#environment;
    let sum = 0;
    for (const arrivalMs of this.#delaysMs) {
      for (let i = 0; i < TIMEOUTS; i++) {
        const endMs = arrivalMs + minMs + (widthMs * (i + 0.5)) / TIMEOUTS;
        const silent = this.#nothingArrives({ fromMs: arrivalMs, toMs: endMs, heartbeatMs, but: 0, loss });
        sum +=
          this.#guarded && silent > NEGLIGIBLE
            ? silent * this.#preVotes(endMs + this.#medianMs, minMs, heartbeatMs)
            : silent;
      }
    }
    const arrivalsPerDay = ((1 - loss) * MS_PER_DAY) / heartbeatMs;
    return (arrivalsPerDay * sum) / (this.#delaysMs.length * TIMEOUTS);
  }

  /** The probability that, the candidate included, a majority has not heard the leader for a minimum timeout. */
  #preVotes(atMs: number, minMs: number, heartbeatMs: number): number {
    const { loss } = this.#environment;
    const deaf = this.#nothingArrives({ fromMs: atMs - minMs, toMs: atMs, heartbeatMs, loss });
    return atLeast(this.#majority - 1, this.#followers - 1, deaf);
  }

  /**
   * How often a day a leader with CheckQuorum hears too few answers for a minimum timeout, and steps down. Counted once
   * a heartbeat, at the moment of its interval at which the fewest answers are within the timeout.
   */
  #quorumLossesPerDay({ minMs, heartbeatMs }: HeartbeatTiming): number {
    const loss = 1 - (1 - this.#environment.loss) ** 2;
    let deaf = 0;
    for (let i = 0; i < PHASES; i++) {
      const atMs = (heartbeatMs * (i + 0.5)) / PHASES;
      const window = { fromMs: atMs - minMs, toMs: atMs, heartbeatMs, loss, onTopMs: this.#delaysMs };
      deaf = Math.max(deaf, this.#nothingArrives(window));
    }
    const tooMany = this.#followers + 2 - this.#majority;
    return (MS_PER_DAY / heartbeatMs) * atLeast(tooMany, this.#followers, deaf);
  }

  /** The probability that no heartbeat of those sent at 0, ± H, ± 2H, … arrives within the window. */
  #nothingArrives({ fromMs, toMs, heartbeatMs, but, loss, onTopMs = NOTHING_ON_TOP }: Window): number {
    const { latency } = this.#environment;
    const longestMs = this.#longestMs + (onTopMs.at(-1) ?? 0);
    let probability = 1;
    const oldest = Math.ceil((fromMs - longestMs) / heartbeatMs);
    for (let k = oldest; k * heartbeatMs <= toMs && probability > NEGLIGIBLE; k++) {
      if (k === but) continue;
      // Too early and too late are added up, not taken from 1, so that what is far smaller than 1e-16 is kept.
      let outside = 0;
      for (const extraMs of onTopMs) {
        const sentMs = k * heartbeatMs + extraMs;
        outside += longerThan(toMs - sentMs, latency);
        if (sentMs < fromMs) outside += 1 - longerThan(fromMs - sentMs, latency);
      }
      probability *= loss + (1 - loss) * (outside / onTopMs.length);
    }
    return probability;
  }

  /**
   * A leader that stands still sends nothing meanwhile: the spell without heartbeats is the stall and what had passed of
   * the interval before it. Any follower whose timeout ends within it stands for election, and the others, as deaf as
   * it is, vote for it. A follower that stood still finds its own timeout over; unless PreVote guards, it counts too.
   */
  #stallsPerDay(timing: HeartbeatTiming): number {
    const { perDay } = this.#environment.stalls;
    if (perDay === 0) return 0;
    const ofLeader = perDay * this.#stallOutlasts(timing, this.#followers);
    return this.#guarded ? ofLeader : ofLeader + this.#followers * perDay * this.#stallOutlasts(timing, 1);
  }

  /** The probability that a stall is longer than what is left of the first of so many timeouts. */
  #stallOutlasts({ minMs, widthMs, heartbeatMs }: HeartbeatTiming, timeouts: number): number {
    const { duration } = this.#environment.stalls;
    let sum = 0;
    for (let i = 0; i < TIMEOUTS; i++) {
      const firstMs = minMs + widthMs * (1 - (1 - (i + 0.5) / TIMEOUTS) ** (1 / timeouts));
      for (let j = 0; j < PHASES; j++) {
        sum += longerThan(firstMs - (heartbeatMs * (j + 0.5)) / PHASES, duration);
      }
    }
    return sum / (TIMEOUTS * PHASES);
  }
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly heartbeatMs: number;
  /** The number of a heartbeat that does not count. */
  readonly but?: number;
  readonly loss: number;
  /** Delays on top of each heartbeat's own, equally likely: the way back of the answers. */
  readonly onTopMs?: readonly number[];
}

/** The probability of `k` or more successes in `n` trials, each with probability `p`. */
function atLeast(k: number, n: number, p: number): number {
  let sum = 0;
  let ways = 1;
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += ways * p ** i * (1 - p) ** (n - i);
    ways = (ways * (n - i)) / (i + 1);
  }
  return Math.min(1, sum);
}
