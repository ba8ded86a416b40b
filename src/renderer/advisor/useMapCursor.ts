import { ref, type Ref } from 'vue';
import { cellAt, type GridCell, type MapGrid } from './mapGrid';

const MOVES: Readonly<Record<string, GridCell>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: 1, column: 0 },
  ArrowDown: { row: -1, column: 0 },
};

/** The cell that is read, by pointer or arrow keys. @param start where the arrow keys set out from */
export function useMapCursor(
  grid: () => MapGrid,
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
    cursor.value = cellAt(grid(), event.clientX - box.left, event.clientY - box.top);
  }

  function move(event: KeyboardEvent): void {
    const by = MOVES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const { rows, columns } = grid();
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
