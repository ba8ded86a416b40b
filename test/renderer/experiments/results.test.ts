import { describe, expect, it } from 'vitest';
import { searchSweeps } from '../../../src/shared/sweep/search';
import { reduceSweep, sweepViewOf } from '../../../src/renderer/experiments/sweepView';
import type { SweepCell, SweepProgress } from '../../../src/shared/sweep/api';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';
import { base, cell, summary, sweep } from '../../shared/sweep/grid';

const progress = (changed: readonly SweepCell[]): SweepProgress => ({
  sweepId: 'one',
  state: 'running',
  sweep,
  cells: 6,
  cellsDone: 0,
  trialsDone: 0,
  trialsTotal: 6000,
  elapsedMs: 0,
  trialsPerSecond: null,
  remainingMs: null,
  changed,
  problem: null,
});

describe('a sweep under way', () => {
  it('gathers cells as they get on, and leaves the others as they are', () => {
    const first = reduceSweep(null, progress([cell(2, summary(1, 10))]));
    expect(first.cells.map((one) => one?.cell ?? null)).toEqual([null, null, 2, null, null, null]);
    const second = reduceSweep(first, progress([cell(0, summary(0, 10)), cell(2, summary(3, 20))]));
    expect(second.cells[2]?.summary.trials).toBe(20);
    expect(reduceSweep(second, progress([])).cells).toBe(second.cells);
    expect(second.sweep).toBe(first.sweep);
  });

  it('begins anew for another sweep', () => {
    const first = reduceSweep(null, progress([cell(2, summary(1, 10))]));
    expect(reduceSweep(first, { ...progress([]), sweepId: 'two' }).cells).toEqual(new Array(6).fill(null));
  });

  it('from disk is done or can be gone on with', () => {
    const data = { sweepId: 'one', startedAt: '', sweep, cellsDone: 1, trialsDone: 10 };
    const cells = [cell(0, summary(0, 10))];
    expect(sweepViewOf({ ...data, complete: false, cells }).state).toBe('stopped');
    expect(sweepViewOf({ ...data, complete: true, cells }).state).toBe('done');
  });
});

describe('earlier sweeps', () => {
  const info = (name: string, of: Sweep) => ({
    sweepId: name,
    name,
    tags: name === 'A' ? ['lan'] : [],
    note: '',
    pinned: false,
    startedAt: '',
    sweep: of,
    complete: true,
    cellsFailed: 0,
    cells: 6,
    cellsDone: 6,
    trialsDone: 6,
  });
  const steady = sweepSchema.parse({
    base: { ...base, kind: 'steady' },
    axes: [{ parameter: 'loss', values: '0,0.1' }],
  });
  const all = [info('A', sweep), info('B', steady)];

  it.each([
    ['', ['A', 'B']],
    ['latency', ['A']],
    ['LAN', ['A']],
    ['STEADY loss', ['B']],
    ['timeout-width', ['A']],
    ['steady latency', []],
  ])('are found by %j', (query, names) => {
    expect(searchSweeps(all, query).map(({ name }) => name)).toEqual(names);
  });
});
