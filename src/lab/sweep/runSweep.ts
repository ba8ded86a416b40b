import { messageOf } from '../../shared/errors';
import { simulateSweep, type SimulateSweepOptions } from './simulateSweep';
import type { SweepLog } from './sweepLog';

export type RunSweepOptions = SimulateSweepOptions;

/**
 * Does what is left of a sweep. An abort ends it; what is done is kept, and can be resumed.
 *
 * @throws LabError when it cannot be brought to its end; what is done until then is kept
 */
export async function runSweep(log: SweepLog, options: RunSweepOptions): Promise<void> {
  try {
    await simulateSweep(log, options);
    await log.end(options.signal.aborted && log.progress.cellsDone < log.size ? 'stopped' : 'done', null);
  } catch (error) {
    await log.end('failed', messageOf(error));
    throw error;
  }
}
