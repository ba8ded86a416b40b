import type { MachineDelays } from '../../shared/agreement';
import type { Telemetry } from '../../shared/control/toLab';
import { RecentValues } from './recent';

/** What one report of a node tells of its machine, ms. */
export interface MachineSamples {
  readonly atMs: number;
  readonly roundTripMs: readonly number[];
  readonly persistMs: readonly number[];
  /** From the core's word until a request for a vote was sent. */
  readonly requestMs: readonly number[];
  /** From the end of a link's delay until a request for a vote, or a vote, was handled. */
  readonly voteDelayMs: readonly number[];
}

const SLICES = 12;
/** Of a spread so many quantiles are told: a simulation draws from them. */
const SPREAD = 100;
/** With fewer votes than this nothing is told of them. */
const FEWEST_VOTES = 20;
/** With fewer writes of late, all that are remembered are told. */
const FEWEST_WRITES = 20;

/** @param resumedMs when the node was last paused until; what waited for it meanwhile tells nothing of the machine */
export function machineSamples({ atMs, samples }: Telemetry, resumedMs: number): MachineSamples {
  const { roundTripMs, persistMs, requestMs, votes } = samples;
  const voteDelayMs = votes
    .filter(({ dueMs }) => dueMs >= resumedMs)
    .map(({ dueMs, handledMs }) => handledMs - dueMs);
  return { atMs, roundTripMs, persistMs, requestMs, voteDelayMs };
}

/** Gathers what nodes tell of their machine: how long messages and durable writes take there. */
export class MachineLog {
  readonly #roundTripMs: RecentValues;
  readonly #persistMs: RecentValues;
  readonly #lastingPersistMs: RecentValues;
  readonly #requestMs: RecentValues;
  readonly #voteDelayMs: RecentValues;

  /**
   * @param spanMs how far back heartbeats count, and writes where there are many; Infinity: all of them
   * @param electionsSpanMs the same of votes, and of writes where only elections make any
   */
  constructor(spanMs: number, electionsSpanMs = spanMs) {
    this.#roundTripMs = new RecentValues(spanMs, SLICES);
    this.#persistMs = new RecentValues(spanMs, SLICES);
    this.#lastingPersistMs = new RecentValues(electionsSpanMs, SLICES);
    this.#requestMs = new RecentValues(electionsSpanMs, SLICES);
    this.#voteDelayMs = new RecentValues(electionsSpanMs, SLICES);
  }

  add({ atMs, roundTripMs, persistMs, requestMs, voteDelayMs }: MachineSamples): void {
    for (const ms of roundTripMs) this.#roundTripMs.add(atMs, ms);
    for (const ms of persistMs) {
      this.#persistMs.add(atMs, ms);
      this.#lastingPersistMs.add(atMs, ms);
    }
    for (const ms of requestMs) this.#requestMs.add(atMs, ms);
    for (const ms of voteDelayMs) this.#voteDelayMs.add(atMs, ms);
  }

  forgetRoundTrips(): void {
    this.#roundTripMs.clear();
  }

  forgetWrites(): void {
    this.#persistMs.clear();
    this.#lastingPersistMs.clear();
  }

  /** Have there been enough votes to tell how long they take? */
  knowsVotes(nowMs: number): boolean {
    return this.#voteDelayMs.count(nowMs) >= FEWEST_VOTES;
  }

  medians(nowMs: number): Pick<MachineDelays, 'roundTripMs' | 'persistMs'> {
    return {
      roundTripMs: this.#roundTripMs.quantile(0.5, nowMs),
      persistMs: this.#writes(nowMs).quantile(0.5, nowMs),
    };
  }

  delays(nowMs: number): MachineDelays {
    const told = this.knowsVotes(nowMs);
    return {
      ...this.medians(nowMs),
      persistSpreadMs: this.#writes(nowMs).spread(SPREAD, nowMs),
      requestSpreadMs: told ? this.#requestMs.spread(SPREAD, nowMs) : [],
      voteDelaySpreadMs: told ? this.#voteDelayMs.spread(SPREAD, nowMs) : [],
    };
  }

  #writes(nowMs: number): RecentValues {
    return this.#persistMs.count(nowMs) >= FEWEST_WRITES ? this.#persistMs : this.#lastingPersistMs;
  }
}
