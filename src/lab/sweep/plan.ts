import { createHash } from 'node:crypto';
import { LabError } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';
import { cellInWords, cellOf, gridSize, valuesOf } from '../../shared/sweep/grid';
import type { Sweep } from '../../shared/sweep/sweep';
import { requireEnoughNodes } from '../experiment/enoughNodes';

/** One cell of a sweep before its first trial. */
export interface PlannedCell {
  /** Counted from 0. */
  readonly cell: number;
  readonly values: readonly string[];
  readonly experiment: Experiment;
}

/**
 * All cells of a sweep, each with a seed of its own.
 *
 * @throws LabError `bad-argument` or `unsupported` that names the first cell of which there cannot be trials
 */
export function planCells(sweep: Sweep): PlannedCell[] {
  return Array.from({ length: gridSize(sweep.axes) }, (_, cell) => {
    const resolved = cellOf(sweep, cell);
    if ('illegal' in resolved) throw new LabError('bad-argument', `${resolved.illegal}.`);
    const experiment = { ...resolved.experiment, seed: cellSeed(sweep, cell) };
    try {
      requireEnoughNodes(experiment.kind, experiment.cluster.nodes, experiment.cluster.nodes);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const where = cellInWords(sweep.axes, cell);
      throw new LabError(error.code, `The cell with ${where} cannot be: ${error.message}`, { cause: error });
    }
    return { cell, values: valuesOf(sweep.axes, cell), experiment };
  });
}

/**
 * An unsigned 32-bit number of the sweep's seed and the cell's own values, whatever other values the axes have and in
 * whatever order: a cell's trials stay the same when the grid around it grows.
 */
function cellSeed({ base, axes }: Sweep, cell: number): number {
  const values = valuesOf(axes, cell);
  const settings = axes.map(({ parameter }, axis) => `${parameter}=${values[axis] ?? ''}`).sort();
  return createHash('sha256')
    .update([base.seed, ...settings].join('\n'))
    .digest()
    .readUInt32BE();
}
