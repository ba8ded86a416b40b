import { lineName, QUANTILES, type Figure16Line, type Quantile } from '../figure16';
import { count, percentTick } from '../format';
import type { Step } from '../histogram';
import { QUARTERS } from './axis';
import type { DotShape } from './dots';
import type { Layer } from './layers';
import { seriesColour, type ColourName } from './look';
import { plotSvg, type Plot } from './plot';

/** One line of a panel: what was published, and ours where it has been simulated. */
export interface Figure16Curve {
  /** Its place among all lines of the figure, which decides how it looks. */
  readonly index: number;
  readonly line: Figure16Line;
  /** Of our distribution function; empty before it was simulated. */
  readonly ours: readonly Step[];
}

export interface Figure16Panel {
  readonly heading: NonNullable<Plot['heading']>;
  readonly curves: readonly Figure16Curve[];
  readonly minMs: number;
  readonly maxMs: number;
  /** Downtimes from 50 ms to a quarter of an hour need a logarithmic axis. */
  readonly logarithmic: boolean;
}

const SIZE = { width: 720, height: 380 };
/** Extremes depend on the number of trials, and say little beside ours. */
export const FIGURE_16_MARKS = [
  'p5',
  'p10',
  'p25',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
] as const satisfies readonly Quantile[];
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [1, 3]];
const SHAPES = [
  'dot',
  'square',
  'triangle',
  'diamond',
  'plus',
  'star',
] as const satisfies readonly DotShape[];
export type Figure16Shape = (typeof SHAPES)[number];

/** How one line is told from the others: by colour, by dash, and by the shape of its marks. */
export interface Figure16Look {
  readonly colour: ColourName;
  /** Pixels on and off. */
  readonly dash: readonly number[];
  readonly shape: Figure16Shape;
}

/** @param index the line's place among all of the figure, from 0: one that two panels share looks the same in both */
export function figure16Look(index: number): Figure16Look {
  return {
    colour: seriesColour(index),
    dash: DASHES[index % DASHES.length] ?? [],
    shape: SHAPES[index % SHAPES.length] ?? 'dot',
  };
}

/** Which share of the crashes had at most which downtime: lines are ours, marks are published. */
export function figure16Figure({ heading, curves, minMs, maxMs, logarithmic }: Figure16Panel): string {
  const layers = curves.flatMap(({ index, line, ours }): Layer[] => {
    const { colour, dash, shape } = figure16Look(index);
    const first = ours[0];
    const points = first === undefined ? [] : [{ x: first.x, y: 0 }, ...ours];
    const published = FIGURE_16_MARKS.map((name) => ({ x: line.published[name], y: QUANTILES[name] }));
    return [
      { kind: 'line', points, colour, dash },
      { kind: 'dots', points: published, colour, shape, hollow: true, size: 3.6 },
    ];
  });
  return plotSvg({
    ...SIZE,
    heading,
    description: `${heading.title}: ${curves.map(({ line }) => `${lineName(line)} median ${Math.round(line.published.p50)} ms published`).join(', ')}.`,
    x: {
      label: 'time without a leader, ms',
      min: minMs,
      max: maxMs,
      logarithmic,
      tick: count,
      ticks: 7,
    },
    y: { label: 'share at or below', min: 0, max: 1.03, tick: percentTick, at: QUARTERS },
    layers,
    key: curves.map(({ index, line }) => {
      const { colour, dash, shape } = figure16Look(index);
      return { name: lineName(line), colour, mark: dash.length === 0 ? 'line' : 'dashed', dash, dot: shape };
    }),
  });
}
