/** How long the past is from which the pace is told, ms, and how often it is looked at. */
const WINDOW_MS = 10_000;
const LOOK_MS = 100;

/** How fast trials come, over the last seconds. */
export class Pace {
  readonly #marks: { readonly atMs: number; readonly trials: number }[];

  constructor(atMs: number) {
    this.#marks = [{ atMs, trials: 0 }];
  }

  /** @param trials so many by now */
  mark(atMs: number, trials: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && last.trials > 0 && atMs - last.atMs < LOOK_MS) return;
    this.#marks.push({ atMs, trials });
    while (this.#marks.length > 2 && atMs - (this.#marks[0]?.atMs ?? atMs) > WINDOW_MS) this.#marks.shift();
  }

  /** Null until it can be told. */
  get perSecond(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
    return ((last.trials - first.trials) * 1000) / (last.atMs - first.atMs);
  }
}
