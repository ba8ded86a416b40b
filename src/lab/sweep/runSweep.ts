import { messageOf } from '../../shared/errors';
import { measureSweep, type MeasureSweepOptions } from './measureSweep';
import { simulateSweep, type SimulateSweepOptions } from './simulateSweep';
import type { SweepLog } from './sweepLog';

export type RunSweepOptions = SimulateSweepOptions & MeasureSweepOptions;

/**
 * Does what is left of a sweep. An abort ends it; what is done is kept, and can be resumed.
 *
 * @throws LabError when it cannot be brought to its end; what is done until then is kept
 */
export async function runSweep(log: SweepLog, options: RunSweepOptions): Promise<void> {
  try {
    if (log.sweep.base.engine === 'simulation') await simulateSweep(log, options);
    else await measureSweep(log, options);
    await log.end(log.isComplete ? 'done' : 'stopped', null);
  } catch (error) {
    // What ended it counts, not that it cannot be written down: the disk may be full.
    await log.end('failed', messageOf(error)).catch(() => undefined);
    throw error;
  }
}
