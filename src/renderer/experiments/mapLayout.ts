/** What decides how large a map's cells can be. Lengths are px. */
export interface MapSpec {
  readonly width: number;
  readonly height: number;
  readonly panels: number;
  readonly rows: number;
  readonly columns: number;
  /** Letters of the longest label of a row. */
  readonly rowLetters: number;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Left of the cells: the rows' labels and their axis' name. */
  readonly left: number;
  readonly panels: readonly PanelLayout[];
  readonly panelWidth: number;
  readonly panelHeight: number;
}

export interface PanelLayout {
  /** Of the upper left cell's corner. */
  readonly x: number;
  readonly y: number;
  /** Nothing stands to the left of it: it carries the rows' labels. */
  readonly first: boolean;
  /** Nothing stands below it: it carries the columns' labels. */
  readonly last: boolean;
}

export const LETTER_PX = 6.4;
export const GAP_PX = 2;
export const TITLE_PX = 22;
const COLUMN_LABELS_PX = 38;
/** Below the map: what the colours mean. */
export const LEGEND_PX = 56;
const BETWEEN_PX = 18;
const AXIS_NAME_PX = 20;
const LARGEST_CELL = { width: 150, height: 84 };
const LEAST_CELL_PX = 7;

/** The arrangement of panels in which the cells are largest, in whole pixels. */
export function mapLayout(spec: MapSpec): MapLayout {
  const candidates = Array.from({ length: spec.panels }, (_, i) => layoutIn(spec, i + 1));
  const [first] = candidates;
  if (first === undefined) throw new RangeError('a map has at least one panel');
  return candidates.reduce((best, next) => (sizeOf(next) > sizeOf(best) ? next : best), first);
}

/** What counts of a cell's size: numbers want width more than height. */
function sizeOf({ cellWidth, cellHeight }: MapLayout): number {
  return Math.min(cellWidth / 2, cellHeight);
}

function layoutIn(spec: MapSpec, across: number): MapLayout {
  const down = Math.ceil(spec.panels / across);
  const title = spec.panels > 1 ? TITLE_PX : 4;
  const left = AXIS_NAME_PX + Math.ceil(spec.rowLetters * LETTER_PX) + 8;
  const roomX = spec.width - left - (across - 1) * BETWEEN_PX - 2;
  const roomY = spec.height - COLUMN_LABELS_PX - down * title - (down - 1) * BETWEEN_PX;
  const cellWidth = cellSize(roomX / across, spec.columns, LARGEST_CELL.width);
  const cellHeight = cellSize(roomY / down, spec.rows, LARGEST_CELL.height);
  const panelWidth = spec.columns * (cellWidth + GAP_PX) - GAP_PX;
  const panelHeight = spec.rows * (cellHeight + GAP_PX) - GAP_PX;
  const panels = Array.from({ length: spec.panels }, (_, i) => ({
    x: left + (i % across) * (panelWidth + BETWEEN_PX),
    y: title + Math.floor(i / across) * (panelHeight + title + BETWEEN_PX),
    first: i % across === 0,
    last: i + across >= spec.panels,
  }));
  return {
    width: left + across * (panelWidth + BETWEEN_PX) - BETWEEN_PX,
    height: down * (panelHeight + title + BETWEEN_PX) - BETWEEN_PX + COLUMN_LABELS_PX,
    cellWidth,
    cellHeight,
    left,
    panels,
    panelWidth,
    panelHeight,
  };
}

function cellSize(room: number, cells: number, largest: number): number {
  return Math.max(LEAST_CELL_PX, Math.min(largest, Math.floor((room + GAP_PX) / cells) - GAP_PX));
}

/** Do so many letters fit into a cell? */
export function fits({ cellWidth, cellHeight }: MapLayout, letters: number): boolean {
  return cellHeight >= 15 && cellWidth >= letters * LETTER_PX + 4;
}

/** One label in so many is drawn, so that none touches the next. */
export function labelStep(cellPx: number, labelPx: number): number {
  return Math.max(1, Math.ceil(labelPx / (cellPx + GAP_PX)));
}
