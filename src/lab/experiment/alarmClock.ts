import { monotonicMs, watchUntil } from '../../shared/time';

/** Does something at a time (monotonic ms). Returns its cancel. */
export type SetAlarm = (atMs: number, action: () => void) => () => void;

interface Alarm {
  readonly atMs: number;
  readonly action: () => void;
}

/** From here on the clock is watched without a pause, ms: Node's timers are in whole ms, and late by up to two. */
const WATCH_MS = 2.5;

/**
 * Alarms to a few microseconds, for what is rare and has to be on time: for the last 2.5 ms before one the process does
 * nothing else. One clock serves everything that runs side by side, so that one alarm never makes another late.
 */
export class AlarmClock {
  /** Soonest first. */
  readonly #alarms: Alarm[] = [];
  #timeout: NodeJS.Timeout | null = null;

  readonly set: SetAlarm = (atMs, action) => {
    const alarm = { atMs, action };
    const later = this.#alarms.findIndex((other) => other.atMs > atMs);
    this.#alarms.splice(later < 0 ? this.#alarms.length : later, 0, alarm);
    this.#sleep();
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
      this.#sleep();
    };
  };

  #sleep(): void {
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    const first = this.#alarms[0];
    if (first === undefined) {
      this.#timeout = null;
      return;
    }
    const waitMs = Math.max(0, Math.floor(first.atMs - monotonicMs() - WATCH_MS));
    this.#timeout = setTimeout(() => {
      this.#watch();
    }, waitMs);
  }

  #watch(): void {
    for (let next = this.#alarms[0]; next !== undefined; next = this.#alarms[0]) {
      if (next.atMs - monotonicMs() > 2 * WATCH_MS) break;
      watchUntil(next.atMs);
      this.#alarms.shift();
      next.action();
    }
    this.#sleep();
  }
}
