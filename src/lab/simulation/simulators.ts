import { setImmediate as nextTurn } from 'node:timers/promises';
import { builtWorkerEntry, WorkerThread } from '../workerThread';
import { simulateTrials } from './simulateTrials';

export type Simulator = Pick<WorkerThread, 'simulate' | 'close'>;

/** Threads that nobody has asked for in this time end, ms. */
const IDLE_MS = 60_000;

/**
 * The threads that simulate. A simulation borrows some and has them for itself until it gives them back; they stay, warm,
 * for the next one. Idle ones do not keep the process alive, and end after a minute.
 */
export class Simulators {
  readonly #entry: string | null;
  #idle: Simulator[] = [];
  #idleTimer: NodeJS.Timeout | undefined;

  /** @param entry the built worker.ts; null: no threads, all is simulated here */
  constructor(entry: string | null) {
    this.#entry = entry;
  }

  borrow(count: number): readonly Simulator[] {
    clearTimeout(this.#idleTimer);
    const borrowed = this.#idle.splice(0, count);
    while (borrowed.length < count) {
      borrowed.push(this.#entry === null ? HERE : new WorkerThread(this.#entry));
    }
    return borrowed;
  }

  /** @param simulators that have no question open; one that was closed starts anew when it is asked */
  giveBack(simulators: readonly Simulator[]): void {
    clearTimeout(this.#idleTimer);
    this.#idle = [...simulators, ...this.#idle];
    this.#idleTimer = setTimeout(() => void this.close(), IDLE_MS).unref();
  }

  /** Ends the idle ones; whoever has borrowed some ends its own. Who comes later gets new ones. */
  async close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    await Promise.all(this.#idle.splice(0).map((simulator) => simulator.close()));
  }
}

/** Simulates in this very thread, and lets others have their turn in between. */
const HERE: Simulator = {
  async simulate(simulation, from, to) {
    await nextTurn();
    return [...simulateTrials(simulation, from, to)];
  },
  close: () => Promise.resolve(),
};

/** Those of this process: threads where the lab is built, none where it runs from source. */
export const SIMULATORS = new Simulators(builtWorkerEntry());
