import { beforeEach, describe, expect, it } from 'vitest';
import { PreciseClock, type TimeSource } from '../../src/node/clock';

/** An event loop in virtual time: a turn is I/O, then what was asked to run after it; each turn takes 1 µs. */
class FakeLoop implements TimeSource {
  now = 1000;
  polls = 0;
  sleeps = 0;
  /** How far a sleep misses its time, ms: Node's may be up to 1 ms early, and late under load. */
  sleepError = 0;
  private sleeping: { atMs: number; wake: () => void } | null = null;
  private afterTurn: (() => void)[] = [];

  /** Looking takes a tenth of a microsecond; the process may be stopped meanwhile. */
  readonly nowMs = () => {
    this.now += 0.0001;
    if (this.now >= this.stopAtMs) this.stop();
    return this.now;
  };
  readonly watch = (untilMs: number) => {
    const fromMs = this.now;
    while (this.nowMs() < untilMs);
    this.watchedMs += this.now - fromMs;
    return this.now;
  };
  watchedMs = 0;
  stopAtMs = Infinity;
  private stop(): void {
    this.stopAtMs = Infinity;
    this.now += 400;
  }
  readonly sleep = (ms: number, wake: () => void) => {
    expect(ms).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n < 2 ** 31);
    this.sleeps += 1;
    const sleeping = { atMs: this.now + ms + this.sleepError, wake };
    this.sleeping = sleeping;
    return () => {
      if (this.sleeping === sleeping) this.sleeping = null;
    };
  };
  /** A nap takes longer than asked for. */
  readonly nap = (ms: number) => {
    this.napsMs += ms;
    this.now += ms + 0.07;
  };
  napsMs = 0;
  readonly afterIo = (wake: () => void) => {
    this.afterTurn.push(wake);
  };

  /** Runs the loop until it is idle or `untilMs`. `io` runs in each turn, before what comes after I/O. */
  run(untilMs: number, io: () => void = () => undefined): void {
    while (this.now < untilMs) {
      if (this.afterTurn.length > 0) {
        this.now += 0.001;
        this.polls += 1;
        io();
        for (const wake of this.afterTurn.splice(0)) wake();
      } else if (this.sleeping !== null && this.sleeping.atMs <= untilMs) {
        const { atMs, wake } = this.sleeping;
        this.now = Math.max(this.now + 0.05, atMs);
        this.sleeping = null;
        wake();
      } else {
        this.now = untilMs;
      }
    }
  }
}

let loop: FakeLoop;
let clock: PreciseClock;
let fired: { name: string; atMs: number }[];
const record = (name: string) => () => fired.push({ name, atMs: loop.now });

function reset(): void {
  loop = new FakeLoop();
  clock = new PreciseClock(loop);
  fired = [];
}
beforeEach(reset);

describe('a deadline', () => {
  it.each([0, -1, 0.3, 1.9])('is met to a few microseconds with sleeps that miss by %f ms', (sleepError) => {
    loop.sleepError = sleepError;
    clock.runAt(1123.4567, record('a'));
    loop.run(2000);
    expect(fired).toHaveLength(1);
    expect(fired[0]!.atMs).toBeGreaterThanOrEqual(1123.4567);
    expect(fired[0]!.atMs).toBeLessThan(1123.4567 + 0.003);
  });

  it('is met to a few microseconds when it is nearer than any sleep', () => {
    clock.runAt(1000.2, record('a'));
    loop.run(1010);
    expect(fired[0]!.atMs - 1000.2).toBeLessThan(0.003);
  });

  it('is polled for in its last three milliseconds only', () => {
    clock.runAt(1500, record('a'));
    loop.run(1496.9);
    expect(loop.polls).toBe(0);
    loop.run(2000);
    expect(loop.polls).toBeGreaterThan(10);
    expect(loop.polls).toBeLessThan(100);
  });

  it('leaves the processor to others until a millisecond before', () => {
    clock.timer(record('a')).set(1500);
    loop.run(2000);
    expect(loop.napsMs).toBeGreaterThan(0.5);
    expect(loop.watchedMs).toBeLessThan(1.05);
  });

  it('rests until the end where it was put off by five milliseconds or more, and is not late by a fifth of one', () => {
    clock.runAbout(1500, record('a'));
    loop.run(2000);
    expect(loop.watchedMs).toBeLessThan(0.001);
    expect(fired[0]!.atMs).toBeGreaterThanOrEqual(1500);
    expect(fired[0]!.atMs).toBeLessThan(1500.2);
  });

  it('is met as exactly as any where it was put off by less', () => {
    clock.runAbout(1004.9, record('a'));
    loop.run(1010);
    expect(fired[0]!.atMs - 1004.9).toBeLessThan(0.003);
  });

  it('is met exactly, though something put off is due just before', () => {
    clock.runAbout(1499, record('put off'));
    clock.timer(record('a')).set(1500);
    loop.run(2000);
    expect(fired.map(({ name }) => name)).toEqual(['put off', 'a']);
    expect(fired[1]!.atMs - 1500).toBeLessThan(0.003);
  });

  it('lets a datagram wait for less than a fifth of a millisecond, however near it is', () => {
    clock.timer(record('a')).set(1500);
    const readAtMs: number[] = [];
    loop.run(1501, () => readAtMs.push(loop.now));
    const near = readAtMs.filter((ms) => ms > 1498);
    const waits = near.slice(1).map((ms, i) => ms - near[i]!);
    expect(Math.max(...waits)).toBeLessThan(0.2);
  });

  it('that has moved away is not polled for', () => {
    const timer = clock.timer(record('a'));
    timer.set(1500);
    loop.run(1498.5);
    timer.set(1800);
    const { polls } = loop;
    loop.run(1790);
    expect(loop.polls - polls).toBeLessThan(3);
  });

  it('that is hours away is slept for in pieces, and still met', () => {
    const hour = 3_600_000;
    clock.runAt(1000 + 2 * hour, record('a'));
    loop.run(1000 + 3 * hour);
    expect(fired[0]!.atMs - (1000 + 2 * hour)).toBeLessThan(0.003);
  });

  it('in the past runs in the next turn', () => {
    clock.runAt(10, record('a'));
    expect(fired).toEqual([]);
    loop.run(1000.01);
    expect(fired).toHaveLength(1);
  });

  it('is met after those that were set earlier for the same time', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.runAt(1200, record(name));
    loop.run(1300);
    expect(fired.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is met in order among others', () => {
    for (const ms of [1300, 1100, 1200, 1100.0005, 1500]) clock.runAt(ms, record(String(ms)));
    loop.run(2000);
    expect(fired.map(({ name }) => name)).toEqual(['1100', '1100.0005', '1200', '1300', '1500']);
  });
});

describe('a timer', () => {
  it('runs once for each time it is set', () => {
    const timer = clock.timer(record('a'));
    timer.set(1100);
    loop.run(1500);
    expect(fired).toHaveLength(1);
    timer.set(1600);
    loop.run(2000);
    expect(fired).toHaveLength(2);
  });

  it('that is moved runs at its last deadline only, later or earlier', () => {
    const timer = clock.timer(record('a'));
    timer.set(1200);
    timer.set(1300);
    loop.run(1250);
    expect(fired).toEqual([]);
    timer.set(1260);
    loop.run(2000);
    expect(fired).toHaveLength(1);
    expect(fired[0]!.atMs).toBeCloseTo(1260, 1);
  });

  it('that is cleared, or set to Infinity, does not run', () => {
    const timer = clock.timer(record('a'));
    timer.set(1200);
    timer.clear();
    timer.set(1300);
    timer.set(Infinity);
    loop.run(3000);
    expect(fired).toEqual([]);
  });

  it('that keeps moving away, as heartbeats make an election timer do, costs no polls and hardly a sleep', () => {
    const timer = clock.timer(record('a'));
    for (let ms = 1000; ms < 2000; ms += 10) {
      timer.set(ms + 150);
      loop.run(ms + 10);
    }
    expect(fired).toEqual([]);
    expect(loop.polls).toBe(0);
    expect(loop.sleeps).toBeLessThan(10);
  });

  it('that sets itself again at once still lets datagrams be read between', () => {
    const timer = clock.timer(() => {
      fired.push({ name: 'again', atMs: loop.now });
      timer.set(0);
    });
    timer.set(1000);
    let turns = 0;
    loop.run(1000.1, () => (turns += 1));
    expect(turns).toBeGreaterThan(50);
    expect(fired.length).toBeLessThanOrEqual(turns + 1);
  });
});

describe('a process that was stopped reads the datagrams that wait before it acts on a deadline', () => {
  /** A heartbeat comes while it is stopped, and moves the deadline when it is read. */
  function outcomeOf(prepare: () => void): string[] {
    reset();
    prepare();
    const timer = clock.timer(record('election'));
    timer.set(1150);
    const heartbeatMs = Math.min(loop.stopAtMs, 1146) + 100;
    let isRead = false;
    loop.run(1600, () => {
      if (isRead || loop.now < heartbeatMs) return;
      isRead = true;
      fired.push({ name: 'heartbeat', atMs: loop.now });
      timer.set(loop.now + 150);
    });
    return fired.map(({ name }) => name);
  }

  it('when it was stopped while it slept', () => {
    expect(outcomeOf(() => (loop.sleepError = 400))).toEqual(['heartbeat']);
  });

  it('at whatever moment before the deadline it was stopped', () => {
    for (let stopAtMs = 1146; stopAtMs < 1150; stopAtMs += 0.0333) {
      expect(outcomeOf(() => (loop.stopAtMs = stopAtMs))).toEqual(['heartbeat']);
    }
  });

  it('but it acts when it was stopped after the deadline', () => {
    expect(outcomeOf(() => (loop.stopAtMs = 1150.01))).toEqual(['election']);
  });
});

it('a process that is kept busy by its datagrams still meets its deadlines', () => {
  clock.runAt(1150, record('election'));
  loop.run(1300, () => (loop.now += 5));
  expect(fired).toHaveLength(1);
  expect(fired[0]!.atMs).toBeLessThan(1165);
});
