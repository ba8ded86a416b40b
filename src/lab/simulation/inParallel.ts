import type { FinishedTrial } from '../trial/record';
import type { Simulation } from './simulateTrials';
import { SIMULATORS, type Simulator, type Simulators } from './simulators';

export interface InParallelOptions {
  /** At least 1. */
  readonly threads: number;
  /** Its abort ends the simulation early; no error is thrown for it. */
  readonly signal: AbortSignal;
  /** Takes finished trials, some at a time, in the order of their numbers, whatever the threads. */
  readonly take: (finished: readonly FinishedTrial[]) => void | Promise<void>;
  /** Where threads are borrowed; absent: those of this process. */
  readonly simulators?: Simulators;
}

/** Trials that a thread does at once, at most: a few hundredths of a second. */
const MOST_AT_ONCE = 500;
/** As many parts as this for each thread, at least, so that none idles long while another ends. */
const PARTS_PER_THREAD = 8;
/** Parts that wait at each thread or for their turn to be taken: it never idles, and little is held in memory. */
const LANES_PER_THREAD = 2;

/**
 * Simulates all trials of an experiment on several threads. Each trial depends only on the seed and its own number, so
 * the results are the same on any number of them.
 *
 * @throws LabError `bad-argument` when no leader lasts until its crash; and whatever `take` throws
 */
export async function simulateInParallel(simulation: Simulation, options: InParallelOptions): Promise<void> {
  const { signal, take } = options;
  const { trials } = simulation.experiment;
  const atOnce = Math.min(MOST_AT_ONCE, Math.ceil(trials / (options.threads * PARTS_PER_THREAD)));
  const threads = Math.min(options.threads, Math.ceil(trials / atOnce));
  let next = 0;
  let taken: Promise<void> = Promise.resolve();

  const part = async (simulator: Simulator, from: number, before: Promise<void>): Promise<void> => {
    const finished = await simulator.simulate(simulation, from, Math.min(from + atOnce, trials));
    await before;
    if (!signal.aborted) await take(finished);
  };
  await onThreads({ ...options, threads }, async (simulator) => {
    if (next >= trials) return false;
    const from = next;
    next += atOnce;
    taken = part(simulator, from, taken);
    await taken;
    return true;
  });
}

/**
 * Has `work` done on several threads, again and again, until there is no more of it: it resolves to false then. More
 * than one is always asked of each thread, so that none waits for its next.
 *
 * @throws whatever `work` throws; nothing that comes of an abort
 */
export async function onThreads(
  { threads, signal, simulators = SIMULATORS }: Omit<InParallelOptions, 'take'>,
  work: (simulator: Simulator) => Promise<boolean>,
): Promise<void> {
  const crew = simulators.borrow(threads);
  const stopped = (): boolean => signal.aborted;
  let over = false;
  const lane = async (simulator: Simulator): Promise<void> => {
    while (!over && !stopped()) {
      try {
        if (!(await work(simulator))) return;
      } catch (error) {
        over = true;
        // A thread that is ended fails its questions.
        if (!stopped()) throw error;
      }
    }
  };

  // Ending the threads ends what runs at once.
  let ended: Promise<unknown> = Promise.resolve();
  const stop = (): void => {
    ended = Promise.all(crew.map((simulator) => simulator.close()));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const lanes = crew.flatMap((simulator) =>
      Array.from({ length: LANES_PER_THREAD }, () => lane(simulator)),
    );
    for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;
  } finally {
    signal.removeEventListener('abort', stop);
    await ended;
    simulators.giveBack(crew);
  }
}
