import type { Axis } from './axis';
import type { FigureCell } from './cells';
import type { Layer } from './layers';
import { headHeight, pictureSvg, type Picture } from './picture';
import { plotSvg } from './plot';
import { element } from './svg';
import { CHARACTER_PX, inRoom, text } from './text';

export interface MapAxis {
  readonly label: string;
  readonly values: readonly string[];
}

/** One map: cells whose `x` is their column's place from the left, `y` their row's from the bottom, both from 0. */
export interface MapPanel {
  /** The value that it is of; null when there is but one. */
  readonly title: string | null;
  readonly cells: readonly FigureCell[];
  readonly over?: readonly Layer[];
}

export interface MapFigure extends Omit<Picture, 'width'> {
  readonly columns: MapAxis;
  readonly rows: MapAxis;
  readonly panels: readonly MapPanel[];
}

const WIDTH = 720;
const LEAST_PANEL_PX = 236;
const CELL_HEIGHT = { least: 14, most: 36 };
/** Above and below the cells. */
const AROUND_PX = 54;
const RIGHT_PX = 18;
const TITLE_PX = 16;
const LEAST_ROW_PX = 13;
const MOST_ROW_LETTERS = 18;

/** A value for each pair of settings, and a small map for each value of a third. */
export function mapFigure(figure: MapFigure): string {
  const { columns, rows, panels } = figure;
  const left = 30 + Math.min(MOST_ROW_LETTERS, longest(rows.values)) * CHARACTER_PX;
  const titled = panels.some(({ title }) => title !== null);
  const across = titled ? Math.min(panels.length, Math.floor(WIDTH / LEAST_PANEL_PX)) : 1;
  const width = WIDTH / across;
  const cellWidth = (width - left - RIGHT_PX) / columns.values.length;
  const cellHeight = Math.min(CELL_HEIGHT.most, Math.max(CELL_HEIGHT.least, cellWidth * 0.6));
  const height = AROUND_PX + rows.values.length * cellHeight;
  const top = headHeight({ ...figure, width: WIDTH }, left);
  const titlePx = titled ? TITLE_PX : 0;
  const axes = {
    x: axisOf(columns, (longest(columns.values) * CHARACTER_PX + 6) / cellWidth),
    y: axisOf(rows, LEAST_ROW_PX / cellHeight),
  };
  const body = panels.map(({ title, cells, over = [] }, i) => {
    const place = { x: (i % across) * width, y: top + Math.floor(i / across) * (height + titlePx) };
    const plot = plotSvg({
      ...axes,
      width,
      height,
      description: title ?? figure.description,
      left,
      grid: false,
      layers: [{ kind: 'cells', cells }, ...over],
      key: [],
    });
    return element('g', { transform: `translate(${place.x} ${place.y})` }, [
      element('g', { transform: `translate(0 ${titlePx})` }, [plot]),
      ...(title === null
        ? []
        : [text(inRoom(title, width / CHARACTER_PX), left, 18, { colour: 'ink', weight: 600 })]),
    ]);
  });
  const down = Math.ceil(panels.length / across);
  return pictureSvg(
    { ...figure, width: WIDTH },
    { height: top + down * (height + titlePx), keyLeft: left, body },
  );
}

/** @param crowd how many cells one label takes */
function axisOf({ label, values }: MapAxis, crowd: number): Axis {
  const every = Math.max(1, Math.ceil(crowd));
  return {
    label,
    min: -0.5,
    max: values.length - 0.5,
    at: values.map((_, i) => i).filter((i) => i % every === 0),
    tick: (at) => inRoom(values[at] ?? '', MOST_ROW_LETTERS),
  };
}

function longest(values: readonly string[]): number {
  return Math.max(0, ...values.map((value) => value.length));
}
