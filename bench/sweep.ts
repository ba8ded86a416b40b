import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Simulators } from '../src/lab/simulation/simulators';
import { loadSweep } from '../src/lab/sweep/library';
import { runSweep } from '../src/lab/sweep/runSweep';
import { SweepLog } from '../src/lab/sweep/sweepLog';
import { sweepSchema } from '../src/shared/sweep/sweep';
import { atMost, told, type Figure } from './figure';
import { ROOT, SPAWNER } from './lab';

const LIMIT_S = 30;

/** A map of 20 widths of the range by 20 latencies, written down as any sweep, and read back. */
export async function sweep(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'raft-lab-bench-'));
  try {
    const grid = sweepSchema.parse({
      base: { engine: 'simulation' },
      axes: [
        { parameter: 'timeoutWidth', values: '10..200/10' },
        { parameter: 'latency', values: '0.5..10/0.5' },
      ],
      stop: { trials: 1000 },
    });
    const startedMs = performance.now();
    const log = await SweepLog.create(folder, grid, 'bench');
    await runSweep(log, {
      spawner: SPAWNER,
      signal: new AbortController().signal,
      simulators: new Simulators(`${ROOT}out/main/worker.js`),
    });
    const seconds = (performance.now() - startedMs) / 1000;
    const readMs = performance.now();
    await loadSweep(folder, log.sweepId);
    return [
      atMost('sweep of 400 cells × 1,000 simulated trials', seconds, LIMIT_S, 's'),
      told('the same read back', `${((performance.now() - readMs) / 1000).toFixed(2)} s`),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
