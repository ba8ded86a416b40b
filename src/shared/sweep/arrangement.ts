import { cellAt } from './grid';

/** How the axes of a sweep lie on the screen, by their places in the sweep's list of axes. */
export interface Arrangement {
  /** Left to right. */
  readonly columns: number;
  /** Bottom to top; null when there is but one axis, which is drawn as a line. */
  readonly rows: number | null;
  /** One small map for each of its values; null when there are two axes or fewer. */
  readonly panels: number | null;
  /** For a fourth axis, the place of the value that is shown. */
  readonly held: { readonly axis: number; readonly value: number } | null;
}

type AxisValues = Parameters<typeof cellAt>[0][number];

/** The longest axis lies across, the next longest upright, and those left over follow in their order. */
export function arrange(axes: readonly AxisValues[]): Arrangement {
  const byLength = axes.map((axis, i) => ({ i, length: axis.values.length }));
  byLength.sort((a, b) => b.length - a.length || b.i - a.i);
  const [columns, rows, ...others] = byLength.map(({ i }) => i);
  const [panels, fourth] = others.sort((a, b) => a - b);
  return {
    columns: columns ?? 0,
    rows: rows ?? null,
    panels: panels ?? null,
    held: fourth === undefined ? null : { axis: fourth, value: 0 },
  };
}

export type Place = 'columns' | 'rows' | 'panels' | 'held';

/** The arrangement with an axis put in a place; the one that was there takes the place it came from. */
export function putAxis(arrangement: Arrangement, place: Place, axis: number): Arrangement {
  const moved = axisIn(arrangement, place);
  if (moved === null || moved === axis) return arrangement;
  const swap = (was: number | null) => (was === axis ? moved : was === moved ? axis : was);
  const { columns, rows, panels, held } = arrangement;
  return {
    columns: swap(columns) ?? columns,
    rows: swap(rows),
    panels: swap(panels),
    held:
      held === null || swap(held.axis) === held.axis
        ? held
        : { axis: swap(held.axis) ?? held.axis, value: 0 },
  };
}

export function axisIn({ columns, rows, panels, held }: Arrangement, place: Place): number | null {
  return place === 'columns'
    ? columns
    : place === 'rows'
      ? rows
      : place === 'panels'
        ? panels
        : (held?.axis ?? null);
}

/** One map: which cell stands where. */
export interface Panel {
  /** The place of its value on the panels' axis; null when there is but one panel. */
  readonly value: number | null;
  /** Places of cells in the sweep's order: `cells[row][column]`, rows from the bottom. */
  readonly cells: readonly (readonly number[])[];
}

/** The panels of an arrangement. Cells are numbered with the last axis running fastest. */
export function panelsOf(axes: readonly AxisValues[], arrangement: Arrangement): readonly Panel[] {
  const { columns, rows, panels, held } = arrangement;
  const lengthOf = (axis: number | null) => (axis === null ? 1 : (axes[axis]?.values.length ?? 1));
  const each = (axis: number | null) => Array.from({ length: lengthOf(axis) }, (_, i) => i);
  return each(panels).map((value) => ({
    value: panels === null ? null : value,
    cells: each(rows).map((row) =>
      each(columns).map((column) => {
        const at = axes.map((_, axis) =>
          axis === columns ? column : axis === rows ? row : axis === panels ? value : (held?.value ?? 0),
        );
        return cellAt(axes, at);
      }),
    ),
  }));
}
