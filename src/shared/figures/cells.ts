import type { Frame } from './layers';
import { ink, type ColourName } from './look';
import { element, escaped, type Point } from './svg';

/** What fills one cell of a map. */
export type CellFill =
  | { readonly kind: 'colour'; readonly colour: ColourName; readonly opacity?: number }
  | { readonly kind: 'hatch'; readonly hatch: Hatch; readonly colour: ColourName };
export type Hatch = 'upright' | 'level' | 'slanted' | 'dotted';

/** One cell of a map, one wide and one high in the axes' units; `x` and `y` are its middle. */
export interface FigureCell extends Point {
  readonly fill: CellFill;
  readonly text?: string;
  readonly ink?: ColourName;
  /** Crossed out where its text does not fit: nothing will be known of it. */
  readonly crossed?: boolean;
  /** Framed; dashed where that is not sure. */
  readonly frame?: 'sure' | 'unsure';
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP_PX = 1.5;

export function cellSvg(cell: FigureCell, frame: Frame): string {
  const [left, right] = [frame.x(cell.x - 0.5), frame.x(cell.x + 0.5)];
  const [top, bottom] = [frame.y(cell.y + 0.5), frame.y(cell.y - 0.5)];
  const box = {
    x: left + GAP_PX / 2,
    y: top + GAP_PX / 2,
    width: Math.max(1, right - left - GAP_PX),
    height: Math.max(1, bottom - top - GAP_PX),
  };
  return (
    boxSvg(box, cell.fill) +
    (cell.frame === undefined ? '' : frameSvg(box, cell.frame, cell.ink ?? 'ink')) +
    (cell.text !== undefined && textFits(box, cell.text)
      ? textSvg(box, cell.text, cell.ink ?? 'ink')
      : cell.crossed
        ? crossSvg(box, cell.ink ?? 'ink')
        : '')
  );
}

/** A filled box; a hatch is drawn line by line, as patterns need ids that a page could have twice. */
export function boxSvg(box: Box, fill: CellFill): string {
  const corners = { ...box, rx: Math.min(2, box.width / 4, box.height / 4) };
  return fill.kind === 'colour'
    ? element('rect', { ...corners, fill: ink(fill.colour), 'fill-opacity': fill.opacity })
    : element('rect', { ...corners, fill: ink('inset') }) +
        element('path', {
          d: hatchPath(box, fill.hatch),
          stroke: ink(fill.colour),
          'stroke-opacity': 0.7,
          'stroke-dasharray': fill.hatch === 'dotted' ? '1.5 3.5' : undefined,
        });
}

const HATCH_PX = 5;

function hatchPath({ x, y, width, height }: Box, hatch: Hatch): string {
  const n = (value: number) => value.toFixed(1);
  const steps = (length: number) =>
    Array.from({ length: Math.floor(length / HATCH_PX) }, (_, i) => (i + 0.5) * HATCH_PX);
  switch (hatch) {
    case 'upright':
      return steps(width)
        .map((dx) => `M${n(x + dx)} ${n(y)}V${n(y + height)}`)
        .join('');
    case 'level':
    case 'dotted':
      return steps(height)
        .map((dy) => `M${n(x)} ${n(y + dy)}H${n(x + width)}`)
        .join('');
    case 'slanted':
      return steps(width + height)
        .map((d) => {
          const [fromX, fromY] = d <= height ? [0, d] : [d - height, height];
          const [toX, toY] = d <= width ? [d, 0] : [width, d - width];
          return `M${n(x + fromX)} ${n(y + fromY)}L${n(x + toX)} ${n(y + toY)}`;
        })
        .join('');
  }
}

function frameSvg({ x, y, width, height }: Box, frame: 'sure' | 'unsure', colour: ColourName): string {
  return element('rect', {
    x: x + 2,
    y: y + 2,
    width: Math.max(1, width - 4),
    height: Math.max(1, height - 4),
    rx: 1.5,
    fill: 'none',
    stroke: ink(colour),
    'stroke-width': 1.6,
    'stroke-dasharray': frame === 'unsure' ? '5 3' : undefined,
  });
}

/** About how wide a character in a cell is, px. */
const CHARACTER_PX = 6;

function textFits({ width, height }: Box, text: string): boolean {
  return text.length * CHARACTER_PX + 4 <= width && height >= 13;
}

function crossSvg({ x, y, width, height }: Box, colour: ColourName): string {
  return element('path', {
    d: `M${x + width / 2 - 3} ${y + height / 2 - 3}l6 6m0 -6l-6 6`,
    stroke: ink(colour),
    'stroke-width': 1.5,
  });
}

function textSvg({ x, y, width, height }: Box, text: string, colour: ColourName): string {
  return element(
    'text',
    { x: x + width / 2, y: y + height / 2 + 4, fill: ink(colour), 'text-anchor': 'middle' },
    [escaped(text)],
  );
}
