import type { Axis } from './axis';
import type { Layer } from './layers';
import { plotSvg, type Plot } from './plot';
import { seriesColour } from './look';
import type { Point } from './svg';

export interface LinesFigure {
  readonly heading: NonNullable<Plot['heading']>;
  readonly description: string;
  readonly x: Axis;
  /** Its ends are taken from the lines. */
  readonly y: Pick<Axis, 'label' | 'tick' | 'whole'>;
  /** Each in a colour and a dash of its own, in their order. */
  readonly lines: readonly {
    readonly name: string;
    readonly dash: readonly number[];
    /** A `y` that is NaN is a gap. */
    readonly points: readonly Point[];
  }[];
  /** Values hold until the next one. */
  readonly stepped: boolean;
  readonly marks: readonly { readonly x: number; readonly label: string }[];
}

const SIZE = { width: 720, height: 320 };

/** Several lines over one axis, with marks of what happened. */
export function linesFigure(figure: LinesFigure): string {
  const { heading, description, x, y, lines, stepped, marks } = figure;
  const values = lines
    .flatMap(({ points }) => points.map((point) => point.y))
    .filter((value) => !Number.isNaN(value));
  const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
  const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 1);
  const pad = Math.max(high - low, 1) * 0.08;
  return plotSvg({
    ...SIZE,
    heading,
    description,
    x,
    y: { ...y, min: Math.max(0, low - pad), max: high + pad },
    layers: [
      { kind: 'marks', marks },
      ...lines.map(({ dash, points }, i): Layer => ({
        kind: 'line',
        points,
        colour: seriesColour(i),
        dash,
        stepped,
      })),
    ],
    key: lines.map(({ name, dash }, i) => ({
      name,
      colour: seriesColour(i),
      mark: dash.length === 0 ? 'line' : 'dashed',
      dash,
    })),
  });
}
