import type { Proportion } from './runStatistics';
import { wilson } from './proportion';

/** Between this many points and half as many are kept, however many trials there are. */
const MOST_POINTS = 400;

/**
 * A proportion as it stood after its first n trials, for more and more n: every trial at first, then every second,
 * every fourth. A point is exact wherever there is one.
 */
export class RateLine {
  #points: Proportion[] = [];
  #every = 1;
  #n = 0;
  #successes = 0;

  add(success: boolean): void {
    this.#n += 1;
    if (success) this.#successes += 1;
    if (this.#n % this.#every !== 0) return;
    this.#points.push(wilson(this.#successes, this.#n));
    if (this.#points.length < MOST_POINTS) return;
    this.#every *= 2;
    this.#points = this.#points.filter(({ n }) => n % this.#every === 0);
  }

  /** By n, ascending; the last point is for all trials. */
  get points(): readonly Proportion[] {
    return this.#n % this.#every === 0
      ? [...this.#points]
      : [...this.#points, wilson(this.#successes, this.#n)];
  }
}
