import type { Axis } from './axis';
import type { KeyEntry } from './key';
import type { Layer } from './layers';
import type { ColourName } from './look';
import { plotSvg, type Plot } from './plot';
import { CHARACTER_PX, charactersOf, inRoom } from './text';

/** An estimate with its interval, on a row of its own; null where it is not known. */
export interface FigureRow {
  readonly name: string;
  readonly colour: ColourName;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What it is held against, with what may lie between. */
  readonly reference?: { readonly value: number; readonly low: number; readonly high: number };
}

export interface RowsFigure {
  readonly heading?: Plot['heading'];
  readonly description: string;
  readonly x: Axis;
  /** From the top. */
  readonly rows: readonly FigureRow[];
  readonly key: readonly KeyEntry[];
}

const WIDTH = 720;
const ROW_PX = 34;
const AROUND_PX = 74;
const HEADING_PX = 46;
const MOST_CHARACTERS = 34;

/** Estimates beneath each other on one scale, each with its interval. */
export function rowsFigure({ heading, description, x, rows, key }: RowsFigure): string {
  const placed = rows.map((row, i) => ({
    ...row,
    y: rows.length - i,
    name: inRoom(row.name, MOST_CHARACTERS),
  }));
  const letters = Math.max(0, ...placed.map(({ name }) => charactersOf(name).length));
  const layers = placed.flatMap(({ y, colour, value, low, high, reference }): Layer[] => [
    ...(reference === undefined
      ? []
      : [
          { kind: 'spans', spans: [{ y, ...reference }], colour: 'grey', width: 20, opacity: 0.2 } as const,
          {
            kind: 'dots',
            points: [{ x: reference.value, y }],
            shape: 'diamond',
            colour: 'ink',
            hollow: true,
            size: 6,
          } as const,
        ]),
    ...(low === null || high === null
      ? []
      : [{ kind: 'spans', spans: [{ y, low, high }], colour, width: 2.2 } as const]),
    ...(value === null
      ? []
      : [{ kind: 'dots', points: [{ x: value, y }], shape: 'dot', colour, size: 4.5 } as const]),
  ]);
  return plotSvg({
    width: WIDTH,
    height: AROUND_PX + (heading === undefined ? 0 : HEADING_PX) + rows.length * ROW_PX,
    ...(heading === undefined ? {} : { heading }),
    description,
    x,
    y: {
      label: '',
      min: 0.4,
      max: rows.length + 0.6,
      at: placed.map(({ y }) => y),
      tick: (value) => placed.find(({ y }) => y === value)?.name ?? '',
    },
    left: 24 + letters * CHARACTER_PX,
    layers,
    key,
  });
}
