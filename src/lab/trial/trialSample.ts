import type { TrialPoint } from '../../shared/trialRecord';

const MOST_SAMPLED = 5000;
const SLOWEST = 200;

/**
 * Some of a run's trials to look at: all of a short run; of a long one every second, every fourth… and always the
 * slowest, those without a recovery first.
 */
export class TrialSample {
  #sampled: TrialPoint[] = [];
  #every = 1;
  #n = 0;
  #slowest: TrialPoint[] = [];

  add({ trial, downtimeMs }: TrialPoint): void {
    const point = { trial, downtimeMs };
    if (this.#n % this.#every === 0) this.#sampled.push(point);
    this.#n += 1;
    if (this.#sampled.length > MOST_SAMPLED) {
      this.#every *= 2;
      this.#sampled = this.#sampled.filter((_, i) => i % 2 === 0);
    }
    this.#slowest.push(point);
    if (this.#slowest.length > 2 * SLOWEST) this.#slowest = slowestOf(this.#slowest);
  }

  /** In the order in which they came. */
  get points(): readonly TrialPoint[] {
    if (this.#every === 1) return [...this.#sampled];
    const byTrial = new Map([...this.#sampled, ...slowestOf(this.#slowest)].map((p) => [p.trial, p]));
    return [...byTrial.values()].sort((a, b) => a.trial - b.trial);
  }
}

function slowestOf(points: readonly TrialPoint[]): TrialPoint[] {
  return points
    .toSorted((a, b) => (b.downtimeMs ?? Infinity) - (a.downtimeMs ?? Infinity) || a.trial - b.trial)
    .slice(0, SLOWEST);
}
