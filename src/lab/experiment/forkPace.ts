import { monotonicMs } from '../../shared/time';

/** As many of the last processes are looked at. */
const RECENT = 8;

/** How long it takes to make a process. */
export class ForkPace {
  readonly #recentMs: number[] = [];

  /** Of the last few; 0 while none is known. */
  get slowestMs(): number {
    return Math.max(0, ...this.#recentMs);
  }

  /** @param ready of a process that is made from now on */
  time(ready: Promise<void>): void {
    const fromMs = monotonicMs();
    void ready.then(() => {
      this.#recentMs.push(monotonicMs() - fromMs);
      if (this.#recentMs.length > RECENT) this.#recentMs.shift();
    });
  }
}
