import { count, plural } from '../format';
import type { SweepInfo } from './api';

/** How far a sweep that does not run has come: "complete", "3 of 6 cells done", and how many of them failed. */
export function standInWords({
  complete,
  cells,
  cellsDone,
  cellsFailed,
}: Pick<SweepInfo, 'complete' | 'cells' | 'cellsDone' | 'cellsFailed'>): string {
  const stand = complete ? 'complete' : `${count(cellsDone)} of ${plural(cells, 'cell')} done`;
  return cellsFailed === 0 ? stand : `${stand}, ${count(cellsFailed)} failed`;
}
