/**
 * Samples of one quantity over time, outside Vue's reactivity: a ring of the newest `capacity` samples in two
 * Float64Arrays. Times must not go back; a sample that does is ignored. A value that is NaN begins a gap.
 */
export class Series {
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  #start = 0;
  #length = 0;

  constructor(readonly capacity: number) {
    this.#times = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** The newest value that is known, be it from before a gap. */
  get lastValue(): number | null {
    for (let i = this.#length - 1; i >= 0; i--) if (!Number.isNaN(this.value(i))) return this.value(i);
    return null;
  }

  /** Nothing is known from here to the next sample. */
  pause(timeMs: number): void {
    if (this.#length > 0 && !Number.isNaN(this.value(this.#length - 1))) this.push(timeMs, NaN);
  }

  push(timeMs: number, value: number): void {
    if (this.#length > 0 && timeMs < this.time(this.#length - 1)) return;
    const slot = (this.#start + this.#length) % this.capacity;
    this.#times[slot] = timeMs;
    this.#values[slot] = value;
    if (this.#length < this.capacity) this.#length++;
    else this.#start = (this.#start + 1) % this.capacity;
  }

  clear(): void {
    this.#start = 0;
    this.#length = 0;
  }

  /** Time of the i-th oldest sample; NaN outside. */
  time(i: number): number {
    return i < 0 || i >= this.#length ? NaN : (this.#times[(this.#start + i) % this.capacity] ?? NaN);
  }

  /** Value of the i-th oldest sample; NaN outside. */
  value(i: number): number {
    return i < 0 || i >= this.#length ? NaN : (this.#values[(this.#start + i) % this.capacity] ?? NaN);
  }

  /** Index of the first sample at or after a time; `length` when there is none. */
  firstFrom(timeMs: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The value that held at a time: the newest sample at or before it; null before the first and in a gap. */
  at(timeMs: number): number | null {
    const next = this.firstFrom(timeMs);
    const held = this.value(this.time(next) === timeMs ? next : next - 1);
    return Number.isNaN(held) ? null : held;
  }
}
