import { monotonicMs, watchUntil } from '../shared/time';
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
  /** The same for what was put off on purpose: of a delay of 5 ms or more, a fifth of a millisecond is left to others. */
  runAbout(dueMs: number, action: () => void): void;
}

/** What the runtime gives for waiting; tests give another. */
export interface TimeSource {
  readonly nowMs: () => number;
  /** Whole milliseconds, may fire up to 1 ms early and some late. Returns its cancel. */
  readonly sleep: (ms: number, wake: () => void) => () => void;
  /** In this turn of the event loop, after the datagrams that have arrived were handled. */
  readonly afterIo: (wake: () => void) => void;
  /** Blocks until that time, to a few microseconds, and keeps the processor. Returns the time then. */
  readonly watch: (untilMs: number) => number;
  /** Blocks for about that long, and leaves the processor to others (measured: 0.07 ms longer than asked). */
  readonly nap: (ms: number) => void;
}

const SYSTEM_TIME: TimeSource = {
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
  watch: watchUntil,
  nap: systemNap(),
};

function systemNap(): (ms: number) => void {
  try {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(cell, 0, 0, 0);
    return (ms) => void Atomics.wait(cell, 0, 0, ms);
  } catch {
    return () => undefined; // A host that forbids it: then the clock polls without rest.
  }
}

/** A timeout is in whole ms, up to 1 ms early, and late under load: from here on the clock polls. */
const POLL_WINDOW_MS = 2;
/**
 * Polls rest so long in between, ms, until so shortly before the deadline. Several nodes may wait at the same time (for
 * a broadcast, or by chance for their elections), on fewer processors: whoever watches keeps another from its deadline.
 * But on a shared machine a processor that rests may be slow to come back (measured: with 0.3 ms of watching, or with
 * 2, more trials were contaminated).
 */
const NAP_MS = 0.1;
const WATCH_MS = 1;
/**
 * Who waits that long for a slow link or disk rests until the end (measured: five nodes with 15 ms on their links and 20
 * commands a second take 0.7 times the processor time; as many trials are clean).
 */
const RELAXED_FROM_MS = 5;
const RELAXED_WINDOW_MS = 1;
/**
 * How long the clock is watched before the loop turns, ms: so long may a datagram wait when a deadline is near. It may be
 * another candidate's request, which decides whether this node stands as well (measured with the narrowest ranges: with
 * 0.3 ms, more votes are split).
 */
const LOOK_MS = 0.1;
/** When a turn takes longer, the process was stopped or starved, and datagrams may have come in the meantime, ms. */
const STALE_MS = 1;
const SHORTEST_SLEEP_MS = 1;
/** Longer waits are made of several: Node's timers overflow after 2^31 − 1 ms. */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Waits for deadlines to a few microseconds: a plain timeout until 2 ms before, then short rests, with a turn of the
 * event loop after each, and for the last millisecond without rests. Nothing is polled while nothing is due that soon; a
 * deadline that moves away (an election timer reset by each heartbeat) costs neither polling nor a timeout.
 *
 * Actions run only after the datagrams that came before them: a process that was stopped or starved first reads the
 * heartbeats that wait in its socket, and then asks whether its leader has been silent.
 */
export class PreciseClock implements Clock {
  private readonly heap = new TimerHeap<ClockTimer>();
  private polling = false;
  /** When the turn that is under way was asked for. */
  private askedMs = -Infinity;
  private wasStale = false;
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
    new ClockTimer(action, this.heap, this.attend).set(dueMs);
  }

  runAbout(dueMs: number, action: () => void): void {
    const isRelaxed = dueMs - this.time.nowMs() >= RELAXED_FROM_MS;
    new ClockTimer(action, this.heap, this.attend, isRelaxed).set(dueMs);
  }

  /** Sees to it that the clock wakes in time for the first deadline. */
  private readonly attend = (): void => {
    const first = this.heap.first;
    if (first === undefined || this.polling) return;
    const pollFromMs = first.dueMs - (first.isRelaxed ? RELAXED_WINDOW_MS : POLL_WINDOW_MS);
    if (pollFromMs >= this.wakeAtMs) return;
    const sleepMs = Math.floor(pollFromMs - this.time.nowMs());
    if (sleepMs >= SHORTEST_SLEEP_MS) this.sleep(pollFromMs, Math.min(sleepMs, LONGEST_SLEEP_MS));
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
    this.askedMs = this.time.nowMs();
    this.time.afterIo(this.turn);
  }

  private readonly turn = (): void => {
    const { dueMs = Infinity, isRelaxed = false } = this.heap.first ?? {};
    const watchMs = isRelaxed ? 0 : WATCH_MS;
    const fromMs = this.time.nowMs();
    const leftMs = dueMs - fromMs;
    if (leftMs > watchMs && leftMs < POLL_WINDOW_MS + SHORTEST_SLEEP_MS) {
      this.time.nap(Math.min(NAP_MS, leftMs - watchMs));
      this.poll();
      return;
    }
    const nowMs = leftMs <= watchMs ? this.time.watch(Math.min(dueMs, fromMs + LOOK_MS)) : fromMs;
    const isStale = nowMs - this.askedMs > STALE_MS && !this.wasStale;
    this.wasStale = isStale;
    if (isStale) {
      this.poll();
      return;
    }
    this.runDue(nowMs);
    this.polling = false;
    this.attend();
  };

  private runDue(nowMs: number): void {
    // An action may set its own timer again: each runs at most about once a turn, so that datagrams are read between.
    for (let left = this.heap.size; left > 0; left -= 1) {
      const next = this.heap.first;
      if (next === undefined || next.dueMs > nowMs) break;
      this.heap.remove(next);
      next.action();
    }
  }
}

class ClockTimer implements Timer, Due {
  dueMs = Infinity;
  heapIndex = -1;
  order = 0;

  constructor(
    readonly action: () => void,
    private readonly heap: TimerHeap<ClockTimer>,
    private readonly changed: () => void,
    readonly isRelaxed = false,
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
