import { ref, type Ref } from 'vue';

/** A place on a grid: rows from the bottom, columns from the left. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
}

/** Where the cells of a grid lie in its box, px. */
export interface GridLayout {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly rows: number;
  readonly columns: number;
}

const MOVES: Readonly<Record<string, GridCell>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: 1, column: 0 },
  ArrowDown: { row: -1, column: 0 },
};

/** The cell that is read, by pointer or arrow keys. @param start where the arrow keys set out from */
export function useMapCursor(
  layout: () => GridLayout,
  start: () => GridCell,
): {
  readonly cursor: Ref<GridCell | null>;
  readonly point: (event: PointerEvent) => void;
  readonly move: (event: KeyboardEvent) => void;
} {
  const cursor = ref<GridCell | null>(null);

  function point(event: PointerEvent): void {
    if (!(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const { left, top, cellWidth, cellHeight, rows, columns } = layout();
    const column = Math.floor((event.clientX - box.left - left) / cellWidth);
    const row = rows - 1 - Math.floor((event.clientY - box.top - top) / cellHeight);
    const inside = column >= 0 && column < columns && row >= 0 && row < rows;
    cursor.value = inside ? { row, column } : null;
  }

  function move(event: KeyboardEvent): void {
    const by = MOVES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const { rows, columns } = layout();
    const from = cursor.value ?? start();
    cursor.value = {
      row: within(from.row + by.row, rows),
      column: within(from.column + by.column, columns),
    };
  }

  return { cursor, point, move };
}

function within(value: number, length: number): number {
  return Math.min(length - 1, Math.max(0, value));
}
