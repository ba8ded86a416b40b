import type { ChartPoints } from '../export/chartFile';
import type { Point } from './bucket';

/** Lines over the last minute as they are drawn; 0 s is now, and a gap has no value. */
export function timePoints(
  column: string,
  lines: readonly { readonly name: string; readonly points: readonly Point[] }[],
): ChartPoints {
  return {
    columns: ['line', 'relative_time_s', column],
    rows: lines.flatMap(({ name, points }) =>
      points.map(({ x, y }) => [name, x, Number.isNaN(y) ? null : y]),
    ),
  };
}
