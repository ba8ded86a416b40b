import type { Distribution } from '../../shared/distribution';
import { drawDelayMs } from '../../node/transport/delay';
import type { Random } from '../../node/random';

/** A delay that is the sum of one draw of each, ms; none of them is no delay. */
export type Delay = readonly Distribution[];

/** What a simulated cluster runs on: all that a real one would bring along besides its settings. */
export interface Environment {
  /** One-way delay of the machine and network themselves, on top of the latency in the settings. */
  readonly ownLatency: Delay;
  /** One durable write, paid by whoever must write before sending (§5.1: term and vote; log entries). */
  readonly persist: Delay;
  /** How late a timer fires. */
  readonly timerNoise: Delay;
  /**
   * Uncommitted entries in each server's log beyond what all share, server 1 (the old leader) first; absent: equal
   * logs. Its heartbeats do not repair the difference.
   */
  readonly extraEntries?: readonly number[];
}

/** No delay of its own, a disk that takes no time, timers that are never late, equal logs. */
export const IDEAL: Environment = { ownLatency: [], persist: [], timerNoise: [] };

export function drawMs(delay: Delay, random: Random): number {
  let sum = 0;
  for (const distribution of delay) sum += drawDelayMs(distribution, random);
  return sum;
}
