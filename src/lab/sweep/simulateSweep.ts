import { LabError } from '../../shared/errors';
import { onThreads, type InParallelOptions } from '../simulation/inParallel';
import { threadsFor } from '../simulation/runSimulated';
import type { FinishedTrial } from '../trial/record';
import type { SweepLog } from './sweepLog';
import { Turns } from './turns';

/** Trials of a cell's first turn: the whole map is there soon. Later turns double, which costs less for each trial. */
const FIRST_BATCH = 50;
const LARGEST_BATCH = 500;

export type SimulateSweepOptions = Pick<InParallelOptions, 'signal' | 'simulators'>;

/**
 * Simulates what the cells of a sweep still want, on all processors. A cell in which no leader lasts until its crash is
 * given up; the others go on.
 *
 * @throws whatever ends the sweep; nothing for an abort
 */
export async function simulateSweep(log: SweepLog, options: SimulateSweepOptions): Promise<void> {
  const turns = new Turns([Array.from({ length: log.size }, (_, cell) => cell)], log.sweep.base.seed);
  const threads = threadsFor(log.sweep.base.concurrency);
  await onThreads({ ...options, threads }, async (simulator) => {
    const turn = turns.next(log.wants);
    if (turn === null) return false;
    const { cell, round } = turn;
    const { from, to } = log.handOut(cell, Math.min(LARGEST_BATCH, FIRST_BATCH * 2 ** round));
    const simulation = { experiment: log.experimentOf(cell), runId: log.runIdOf(cell) };
    let finished: readonly FinishedTrial[];
    try {
      finished = await simulator.simulate(simulation, from, to);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      log.fail(cell, error.message);
      return true;
    }
    if (!options.signal.aborted) await log.record(cell, from, finished);
    return true;
  });
}
