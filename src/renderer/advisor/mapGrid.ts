import type { Size } from '../ui/useSize';

/** A place on the map: rows from the bottom, columns from the left. Between two cells it is not whole. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
}

/** Where the map's cells lie in its box, px. */
export interface MapGrid {
  /** Of the box. */
  readonly width: number;
  readonly height: number;
  /** Of the cells' upper left corner. */
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly rows: number;
  readonly columns: number;
}

/** Beside the cells: room for the axes' names and values. */
const LEFT_PX = 46;
export const BOTTOM_PX = 34;
const TOP_PX = 4;
const RIGHT_PX = 8;

export function mapGrid({ width, height }: Size, rows: number, columns: number): MapGrid {
  return {
    width,
    height,
    left: LEFT_PX,
    top: TOP_PX,
    cellWidth: Math.max(1, (width - LEFT_PX - RIGHT_PX) / columns),
    cellHeight: Math.max(1, (height - TOP_PX - BOTTOM_PX) / rows),
    rows,
    columns,
  };
}

/** The cell's upper left corner. */
export function cornerOf(
  grid: MapGrid,
  { row, column }: GridCell,
): { readonly x: number; readonly y: number } {
  return {
    x: grid.left + column * grid.cellWidth,
    y: grid.top + (grid.rows - 1 - row) * grid.cellHeight,
  };
}

export function middleOf(grid: MapGrid, cell: GridCell): { readonly x: number; readonly y: number } {
  const { x, y } = cornerOf(grid, cell);
  return { x: x + grid.cellWidth / 2, y: y + grid.cellHeight / 2 };
}

/** The cell at a point of the box; null beside the map. */
export function cellAt(grid: MapGrid, x: number, y: number): GridCell | null {
  const column = Math.floor((x - grid.left) / grid.cellWidth);
  const row = grid.rows - 1 - Math.floor((y - grid.top) / grid.cellHeight);
  return column >= 0 && column < grid.columns && row >= 0 && row < grid.rows ? { row, column } : null;
}
