import type { Outcome } from '../../src/shared/control/toLab';
import type { Fact } from '../../src/shared/facts';
import type { Clock, Timer } from '../../src/node/clock';
import type { DrivenCore, Observer } from '../../src/node/driver';
import type { Output, Persist } from '../../src/node/raft/types';
import type { Storage } from '../../src/node/storage/storage';

/** Time that stands still until told; what is due runs on `reach`. */
export class ManualClock implements Clock {
  now = 1000;
  private readonly due = new Map<object, { ms: number; action: () => void }>();

  nowMs = () => this.now;
  runAt(ms: number, action: () => void): void {
    this.timer(action).set(ms);
  }
  runAbout(ms: number, action: () => void): void {
    this.runAt(ms, action);
  }
  timer(action: () => void): Timer {
    const timer = {
      set: (ms: number) => void this.due.set(timer, { ms, action }),
      clear: () => void this.due.delete(timer),
    };
    return timer;
  }
  get nextMs(): number {
    return Math.min(...[...this.due.values()].map(({ ms }) => ms));
  }
  reach(ms: number): void {
    this.now = ms;
    for (const [timer, { ms: dueMs, action }] of [...this.due]) {
      if (dueMs > ms) continue;
      this.due.delete(timer);
      action();
    }
  }
}

/** A storage whose persists become durable when the test says. */
export class ManualStorage implements Storage {
  readonly appended: Persist[] = [];
  append(persist: Persist): void {
    this.appended.push(persist);
  }
  close = () => Promise.resolve();
}

export class Recorder implements Observer {
  readonly facts: Fact[] = [];
  readonly roundTripMs: number[] = [];
  readonly persistMs: number[] = [];
  readonly voteDelayMs: number[] = [];
  readonly answers: { requestId: number; outcome: Outcome }[] = [];
  fact = (fact: Fact) => void this.facts.push(fact);
  roundTrip = (ms: number) => void this.roundTripMs.push(ms);
  persisted = (ms: number) => void this.persistMs.push(ms);
  vote = (dueMs: number, handledMs: number) => void this.voteDelayMs.push(handledMs - dueMs);
  stepped = () => undefined;
  answer = (requestId: number, outcome: Outcome) => void this.answers.push({ requestId, outcome });
}

/** What a core says that wants nothing. */
export const NOTHING: Output = {
  persist: null,
  sendNow: [],
  sendOncePersisted: [],
  applyFrom: 0,
  applyTo: 0,
  facts: [],
};

/** A core that wants nothing. */
export const INERT_CORE: DrivenCore = {
  step: () => NOTHING,
  deadlineMs: Infinity,
  role: 'follower',
  leader: null,
  canPropose: false,
  transferTarget: null,
  lastLogIndex: 0,
  entryAt: () => ({ term: 1, command: null }),
};
