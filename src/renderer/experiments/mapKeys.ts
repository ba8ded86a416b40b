import type { Panel } from '../../shared/sweep/arrangement';

/**
 * The cell that a key leads to from another: arrows to the neighbour (over the edge of a panel into the next one),
 * Home and End along the row. Null when the key leads nowhere.
 */
export function moveWithin(panels: readonly Panel[], from: number, key: string): number | null {
  for (const [p, panel] of panels.entries())
    for (const [row, cells] of panel.cells.entries()) {
      const column = cells.indexOf(from);
      if (column < 0) continue;
      switch (key) {
        case 'ArrowLeft':
          return cells[column - 1] ?? panels[p - 1]?.cells[row]?.at(-1) ?? null;
        case 'ArrowRight':
          return cells[column + 1] ?? panels[p + 1]?.cells[row]?.[0] ?? null;
        case 'ArrowUp':
          return panel.cells[row + 1]?.[column] ?? null;
        case 'ArrowDown':
          return panel.cells[row - 1]?.[column] ?? null;
        case 'Home':
          return cells[0] ?? null;
        case 'End':
          return cells.at(-1) ?? null;
        default:
          return null;
      }
    }
  return null;
}
