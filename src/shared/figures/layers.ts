import { cellSvg, type FigureCell } from './cells';
import { dotSvg, type DotLook } from './dots';
import { ink, type ColourName } from './look';
import { element, escaped, pathThrough, type Point } from './svg';

/** What a plot can show, in the units of its axes. */
export type Layer =
  | {
      readonly kind: 'bars';
      /** Each from its left to its right edge, as high as its value. */
      readonly bars: readonly { readonly from: number; readonly to: number; readonly value: number }[];
      readonly colour: ColourName;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly colour: ColourName;
      readonly width?: number;
      readonly dash?: readonly number[];
      readonly stepped?: boolean;
      /** Against the right axis. */
      readonly onRight?: boolean;
    }
  | {
      readonly kind: 'band';
      readonly low: readonly Point[];
      readonly high: readonly Point[];
      readonly colour: ColourName;
      readonly onRight?: boolean;
      readonly stepped?: boolean;
    }
  | ({ readonly kind: 'dots'; readonly points: readonly Point[] } & DotLook)
  /** Level lines: an interval of the x axis at one y. */
  | {
      readonly kind: 'spans';
      readonly spans: readonly { readonly y: number; readonly low: number; readonly high: number }[];
      readonly colour: ColourName;
      readonly width: number;
      readonly opacity?: number;
    }
  | { readonly kind: 'cells'; readonly cells: readonly FigureCell[] }
  | {
      readonly kind: 'whiskers';
      readonly whiskers: readonly { readonly x: number; readonly low: number; readonly high: number }[];
    }
  /** Upright lines with a word at their top. */
  | { readonly kind: 'marks'; readonly marks: readonly { readonly x: number; readonly label: string }[] };

/** Where the axes' units are on the picture, px. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** On the right axis. */
  readonly share: (value: number) => number;
}

export function layerSvg(layer: Layer, frame: Frame): string {
  const place = (point: Point, onRight = false): Point => ({
    x: frame.x(point.x),
    y: (onRight ? frame.share : frame.y)(point.y),
  });
  switch (layer.kind) {
    case 'bars':
      return group(layer.bars.map((bar) => barSvg(bar, layer.colour, frame)));
    case 'line':
      return element('path', {
        d: pathThrough(
          layer.points.map((point) => place(point, layer.onRight)),
          layer.stepped,
        ),
        fill: 'none',
        stroke: ink(layer.colour),
        'stroke-width': layer.width ?? 1.8,
        'stroke-linejoin': 'round',
        'stroke-dasharray': layer.dash?.join(' '),
      });
    case 'band':
      return element('path', { d: bandPath(layer, place), fill: ink(layer.colour), 'fill-opacity': 0.16 });
    case 'dots':
      return group(layer.points.map((point) => dotSvg(place(point), layer)));
    case 'spans':
      return group(
        layer.spans.map(({ y, low, high }) =>
          element('line', {
            x1: frame.x(low),
            x2: frame.x(high),
            y1: frame.y(y),
            y2: frame.y(y),
            stroke: ink(layer.colour),
            'stroke-width': layer.width,
            'stroke-opacity': layer.opacity,
          }),
        ),
      );
    case 'cells':
      return group(layer.cells.map((cell) => cellSvg(cell, frame)));
    case 'whiskers':
      return group(
        layer.whiskers.map(({ x, low, high }) =>
          element('path', { d: whiskerPath(frame.x(x), frame.y(low), frame.y(high)), stroke: ink('ink') }),
        ),
      );
    case 'marks':
      return group(layer.marks.map(({ x, label }) => markSvg(frame.x(x), label, frame)));
  }
}

function group(parts: readonly string[]): string {
  return parts.length === 0 ? '' : element('g', {}, parts);
}

const BAR_GAP_PX = 1;

function barSvg(
  { from, to, value }: { readonly from: number; readonly to: number; readonly value: number },
  colour: ColourName,
  frame: Frame,
): string {
  const [left, right, top] = [frame.x(from), frame.x(to), frame.y(value)];
  return value === 0
    ? ''
    : element('rect', {
        x: left + BAR_GAP_PX / 2,
        y: top,
        width: Math.max(0.5, right - left - BAR_GAP_PX),
        height: frame.bottom - top,
        fill: ink(colour),
        'fill-opacity': 0.3,
      });
}

function bandPath(
  { low, high, onRight, stepped }: Extract<Layer, { kind: 'band' }>,
  place: (point: Point, onRight?: boolean) => Point,
): string {
  const there = high.map((point) => place(point, onRight));
  const back = low.map((point) => place(point, onRight)).reverse();
  const forth = pathThrough(there, stepped);
  if (back.length === 0) return forth;
  const home = stepped === true ? backwardsInSteps(back) : pathThrough(back);
  return `${forth}${home.replace('M', 'L')}Z`;
}

/** On the way back, a step goes up or down before it goes along. */
function backwardsInSteps(points: readonly Point[]): string {
  return pathThrough(
    points.flatMap((point, i) => {
      const before = points[i - 1];
      return before === undefined ? [point] : [{ x: before.x, y: point.y }, point];
    }),
  );
}

const WHISKER_PX = 4;

function r(value: number): string {
  return value.toFixed(1);
}

function whiskerPath(x: number, low: number, high: number): string {
  const end = (y: number) => `M${r(x - WHISKER_PX)} ${r(y)}H${r(x + WHISKER_PX)}`;
  return `${end(low)}${end(high)}M${r(x)} ${r(low)}V${r(high)}`;
}

function markSvg(x: number, label: string, { top, bottom, right }: Frame): string {
  const anchor = x > right - 60 ? 'end' : undefined;
  return (
    element('line', { x1: x, x2: x, y1: top, y2: bottom, stroke: ink('axis'), 'stroke-dasharray': '2 3' }) +
    element(
      'text',
      {
        x: anchor === 'end' ? x - 4 : x + 4,
        y: top + 9,
        fill: ink('soft'),
        'font-size': 10,
        'text-anchor': anchor,
      },
      [escaped(label)],
    )
  );
}
