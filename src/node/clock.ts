import { monotonicMs } from '../shared/time';
import { TimerHeap, type Due } from './timerHeap';

/** A deadline that can be moved as often as one likes. */
export interface Timer {
  /** Sets or moves the deadline (monotonic ms); Infinity is none. Its action runs once, at or after that time. */
  set(dueMs: number): void;
  clear(): void;
}

export interface Clock {
  /** Monotonic ms as a float, the same in all processes of the machine. */
  nowMs(): number;
  timer(action: () => void): Timer;
  /** Runs once at a time; at or before now means in the loop's next turn. */
  runAt(dueMs: number, action: () => void): void;
}

/** What the runtime gives for waiting; tests give another. */
export interface TimeSource {
  readonly nowMs: () => number;
  /** Whole milliseconds, may fire up to 1 ms early and some late. Returns its cancel. */
  readonly sleep: (ms: number, wake: () => void) => () => void;
  /** In this turn of the event loop, after the datagrams that have arrived were handled. */
  readonly afterIo: (wake: () => void) => void;
}

export const SYSTEM_TIME: TimeSource = {
  nowMs: monotonicMs,
  sleep: (ms, wake) => {
    const handle = setTimeout(wake, ms);
    return () => {
      clearTimeout(handle);
    };
  },
  afterIo: (wake) => {
    setImmediate(wake);
  },
};

/** A timeout is in whole ms, up to 1 ms early, and late under load: from here on the clock polls. */
export const POLL_WINDOW_MS = 2;
/**
 * How long one poll looks at the clock before it lets the loop turn, ms. Turns make garbage, and collecting it just
 * before a deadline makes the deadline late; a datagram waits no longer than this for a poll.
 */
const LOOK_MS = 0.005;
/** Longer waits are made of several: Node's timers overflow after 2^31 − 1 ms. */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Waits for deadlines to a few microseconds: a plain timeout until 2 ms before, then a look at the clock in every turn
 * of the event loop. Nothing is polled while nothing is due that soon; a deadline that moves away (an election timer
 * reset by each heartbeat) costs neither polling nor a new timeout.
 *
 * Actions run only after the turn's datagrams: a process that was stopped or starved first reads the heartbeats that
 * wait in its socket, and then asks whether its leader has been silent.
 */
export class PreciseClock implements Clock {
  private readonly heap = new TimerHeap<ClockTimer>();
  private polling = false;
  /** When the pending sleep ends, Infinity when there is none. */
  private wakeAtMs = Infinity;
  private cancelSleep: (() => void) | null = null;

  constructor(private readonly time: TimeSource = SYSTEM_TIME) {}

  nowMs(): number {
    return this.time.nowMs();
  }

  timer(action: () => void): Timer {
    return new ClockTimer(action, this.heap, this.attend);
  }

  runAt(dueMs: number, action: () => void): void {
    this.timer(action).set(dueMs);
  }

  /** Sees to it that the clock wakes in time for the first deadline. */
  private readonly attend = (): void => {
    const first = this.heap.first;
    if (first === undefined || this.polling) return;
    const pollFromMs = first.dueMs - POLL_WINDOW_MS;
    if (pollFromMs >= this.wakeAtMs) return;
    const sleepMs = Math.floor(pollFromMs - this.time.nowMs());
    if (sleepMs >= 1) this.sleep(pollFromMs, Math.min(sleepMs, LONGEST_SLEEP_MS));
    else this.poll();
  };

  private sleep(wakeAtMs: number, ms: number): void {
    this.cancelSleep?.();
    this.wakeAtMs = wakeAtMs;
    this.cancelSleep = this.time.sleep(ms, () => {
      this.cancelSleep = null;
      this.wakeAtMs = Infinity;
      this.attend();
    });
  }

  private poll(): void {
    this.polling = true;
    this.time.afterIo(this.runDue);
  }

  /** Now, or a little later when that is when the first deadline is reached. */
  private look(): number {
    const dueMs = this.heap.first?.dueMs ?? 0;
    const fromMs = this.time.nowMs();
    let nowMs = fromMs;
    while (nowMs < dueMs && nowMs < fromMs + LOOK_MS) nowMs = this.time.nowMs();
    return nowMs;
  }

  private readonly runDue = (): void => {
    const nowMs = this.look();
    // An action may set its own timer again: each runs at most about once a turn, so that datagrams are read between.
    for (let left = this.heap.size; left > 0; left -= 1) {
      const next = this.heap.first;
      if (next === undefined || next.dueMs > nowMs) break;
      this.heap.remove(next);
      next.action();
    }
    this.polling = false;
    this.attend();
  };
}

class ClockTimer implements Timer, Due {
  dueMs = Infinity;
  heapIndex = -1;
  order = 0;

  constructor(
    readonly action: () => void,
    private readonly heap: TimerHeap<ClockTimer>,
    private readonly changed: () => void,
  ) {}

  set(dueMs: number): void {
    if (dueMs === Infinity) {
      this.clear();
      return;
    }
    if (dueMs === this.dueMs && this.heapIndex >= 0) return;
    this.heap.place(this, dueMs);
    this.changed();
  }

  clear(): void {
    this.heap.remove(this);
  }
}
