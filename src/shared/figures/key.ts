import { boxSvg, type CellFill } from './cells';
import { dotSvg, type DotShape } from './dots';
import { ink, type ColourName } from './look';
import { element } from './svg';
import { CHARACTER_PX, inRoom, text } from './text';

/** What one colour, dash or shape of a figure stands for. */
export type KeyEntry = { readonly name: string } & (
  | {
      readonly mark: 'line' | 'dashed' | 'area';
      readonly colour: ColourName;
      readonly dash?: readonly number[];
      /** On the line, as an outline. */
      readonly dot?: DotShape;
    }
  | { readonly mark: DotShape; readonly colour: ColourName; readonly hollow?: boolean }
  | { readonly mark: 'fill'; readonly fill: CellFill }
);

export const ROW_PX = 18;
const SWATCH_PX = 22;
const GAP_PX = 16;
const MOST_CHARACTERS = 56;
/** In a key, marks are a little larger than among others. */
const DOT_PX = 3.4;

interface Placed {
  readonly entry: KeyEntry;
  readonly name: string;
  /** From the left of the row, px. */
  readonly x: number;
}

/** Entries in as many rows as they need. */
export function keyRows(key: readonly KeyEntry[], widthPx: number): readonly (readonly Placed[])[] {
  const rows: Placed[][] = [];
  let x = Infinity;
  for (const entry of key) {
    const name = inRoom(entry.name, MOST_CHARACTERS);
    const takes = SWATCH_PX + 6 + name.length * CHARACTER_PX;
    if (x + takes > widthPx) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ entry, name, x });
    x += takes + GAP_PX;
  }
  return rows;
}

export function keySvg(rows: readonly (readonly Placed[])[], left: number, top: number): string[] {
  return rows.flatMap((row, i) => {
    const y = top + (i + 0.5) * ROW_PX - 1;
    return row.flatMap(({ entry, name, x }) => [
      swatch(entry, left + x, y),
      text(name, left + x + SWATCH_PX + 6, y + 4),
    ]);
  });
}

function swatch(entry: KeyEntry, x: number, y: number): string {
  const centre = { x: x + SWATCH_PX / 2, y };
  const box = { x: x + 4, y: y - 5, width: SWATCH_PX - 8, height: 10 };
  switch (entry.mark) {
    case 'line':
    case 'dashed': {
      const { colour, dash = [5, 3], dot } = entry;
      const line = element('line', {
        x1: x,
        x2: x + SWATCH_PX,
        y1: y,
        y2: y,
        stroke: ink(colour),
        'stroke-width': 2,
        'stroke-dasharray': entry.mark === 'dashed' ? dash.join(' ') : undefined,
      });
      return dot === undefined ? line : line + dotSvg(centre, { shape: dot, colour, hollow: true });
    }
    case 'area':
      return boxSvg(box, { kind: 'colour', colour: entry.colour, opacity: 0.3 });
    case 'fill':
      return boxSvg(box, entry.fill);
    case 'dot':
    case 'triangle':
    case 'cross':
    case 'square':
    case 'diamond':
    case 'plus':
    case 'star':
      return dotSvg(centre, { ...entry, shape: entry.mark, size: DOT_PX });
  }
}
