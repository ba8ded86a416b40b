import type { SweepCell, SweepData, SweepProgress } from '../../shared/sweep/api';
import { gridSize } from '../../shared/sweep/grid';
import type { Sweep } from '../../shared/sweep/sweep';
import { share } from '../live/share';

/** A sweep as the window shows it, running or from disk. */
export interface SweepView {
  readonly sweepId: string;
  readonly sweep: Sweep;
  readonly state: SweepProgress['state'];
  /** By number; null for those without trials. */
  readonly cells: readonly (SweepCell | null)[];
  readonly cellsDone: number;
  readonly trialsDone: number;
  readonly trialsTotal: number | null;
  readonly trialsPerSecond: number | null;
  readonly remainingMs: number | null;
  readonly problem: string | null;
}

/** The view after a frame that carried progress. `known` is the same sweep as it was before, from wherever. */
export function reduceSweep(known: SweepView | null, progress: SweepProgress): SweepView {
  const before = known?.sweepId === progress.sweepId ? known : null;
  const { sweepId, sweep, state, cellsDone, trialsDone, trialsTotal, trialsPerSecond, remainingMs, problem } =
    progress;
  const next = { state, cellsDone, trialsDone, trialsTotal, trialsPerSecond, remainingMs, problem };
  return {
    ...next,
    sweepId,
    sweep: before === null ? sweep : share(before.sweep, sweep),
    cells: withCells(before?.cells ?? emptyCells(sweep), progress.changed),
  };
}

/** A sweep from disk. One that is not complete and does not run was stopped, whatever stopped it. */
export function sweepViewOf(data: SweepData): SweepView {
  return {
    sweepId: data.sweepId,
    sweep: data.sweep,
    state: data.complete ? 'done' : 'stopped',
    cells: withCells(emptyCells(data.sweep), data.cells),
    cellsDone: data.cellsDone,
    trialsDone: data.trialsDone,
    trialsTotal: null,
    trialsPerSecond: null,
    remainingMs: null,
    problem: null,
  };
}

function emptyCells(sweep: Sweep): readonly null[] {
  return new Array<null>(gridSize(sweep.axes)).fill(null);
}

function withCells(
  cells: readonly (SweepCell | null)[],
  changed: readonly SweepCell[],
): readonly (SweepCell | null)[] {
  if (changed.length === 0) return cells;
  const next = [...cells];
  for (const cell of changed) if (cell.cell < next.length) next[cell.cell] = cell;
  return next;
}
