import { experimentSchema } from '../../../src/shared/experiment';
import { wilson } from '../../../src/shared/proportion';
import type { RunSummary } from '../../../src/shared/runStatistics';
import type { SweepCell } from '../../../src/shared/sweep/api';
import { valuesOf } from '../../../src/shared/sweep/grid';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';
import { summarise } from '../../../src/lab/trial/summary';

/** A sweep of six cells, and cells as they come of it. */

export const base = experimentSchema.parse({ engine: 'simulation' });
export const sweep = sweepSchema.parse({
  base,
  axes: [
    { parameter: 'timeoutWidth', values: '10,50,100' },
    { parameter: 'latency', values: '1,10' },
  ],
});
export const empty = summarise([], null);
export const summary = (split: number, n: number, p99: number | null = null): RunSummary => ({
  ...empty,
  trials: n,
  splitVoteRate: wilson(split, n),
  downtimeMs: { ...empty.downtimeMs, p99 },
});
export const cell = (number: number, of: RunSummary, from: Sweep = sweep): SweepCell => ({
  cell: number,
  values: valuesOf(from.axes, number),
  state: 'done',
  summary: of,
  problem: null,
});
