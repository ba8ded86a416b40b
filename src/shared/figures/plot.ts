import { scaleOf, ticksOf, type Axis } from './axis';
import { layerSvg, type Frame, type Layer } from './layers';
import { ink } from './look';
import { headHeight, pictureSvg, type Picture } from './picture';
import { element, escaped } from './svg';
import { CHARACTER_PX, text } from './text';

export interface Plot extends Picture {
  /** Of the whole picture but for rows of the key beyond the first, px. */
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly layers: readonly Layer[];
  /** Room for the y axis, px; for its numbers unless said otherwise. */
  readonly left?: number;
  /** Level lines at the y axis' ticks; there unless said otherwise. */
  readonly grid?: boolean;
}

const EDGES = { left: 58, right: 18, rightAxis: 54, bottom: 44 } as const;
/** Of an upright axis' label, with the gaps beside it. */
const LABEL_PX = 30;

/** A standalone SVG picture on white: axes, layers in their order, a key above them. */
export function plotSvg(plot: Plot): string {
  const { width, x, y, right, layers, left = roomFor(y), grid = true } = plot;
  const top = headHeight(plot, left);
  const oneRow = headHeight({ ...plot, key: plot.key.slice(0, 1) }, left);
  const height = plot.height + top - oneRow;
  const box = {
    left,
    right: width - (right === undefined ? EDGES.right : EDGES.rightAxis),
    top,
    bottom: height - EDGES.bottom,
  };
  const frame: Frame = {
    ...box,
    x: scaleOf(x, box.left, box.right),
    y: scaleOf(y, box.bottom, box.top),
    share: scaleOf(right ?? y, box.bottom, box.top),
  };
  const drawn = clipped(
    layers.map((layer) => layerSvg(layer, frame)),
    frame,
  );
  const body = [...(grid ? gridSvg(y, frame) : []), drawn, ...axesSvg({ x, y, right }, frame)];
  return pictureSvg(plot, { height, keyLeft: left, body });
}

/** The room at the left for an upright axis: its label, and its longest number. */
function roomFor(y: Axis): number {
  const longest = Math.max(0, ...ticksOf(y).map((value) => y.tick(value).length));
  return Math.max(EDGES.left, LABEL_PX + longest * CHARACTER_PX);
}

/** Marks may stand out of the axes by this much, px. */
const OVERHANG_PX = 5;

/** An inner picture shows nothing beyond its edges, and needs no id that a page could have twice. */
function clipped(layers: readonly string[], { left, right, top, bottom }: Frame): string {
  const [x, y] = [left - OVERHANG_PX, top - OVERHANG_PX];
  const [width, height] = [right - left + 2 * OVERHANG_PX, bottom - top + OVERHANG_PX];
  return element('svg', { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` }, layers);
}

function gridSvg(y: Axis, frame: Frame): string[] {
  return ticksOf(y).map((value) => {
    const at = frame.y(value);
    return element('line', { x1: frame.left, x2: frame.right, y1: at, y2: at, stroke: ink('line') });
  });
}

function axesSvg(
  { x, y, right }: { readonly x: Axis; readonly y: Axis; readonly right: Axis | undefined },
  frame: Frame,
): string[] {
  const middle = (frame.top + frame.bottom) / 2;
  const ticks = ticksOf(x).map((value) => ({ value, at: frame.x(value) }));
  return [
    element('line', {
      x1: frame.left,
      x2: frame.right,
      y1: frame.bottom,
      y2: frame.bottom,
      stroke: ink('axis'),
    }),
    ...ticks.map(({ at }) =>
      element('line', { x1: at, x2: at, y1: frame.bottom, y2: frame.bottom + 4, stroke: ink('axis') }),
    ),
    ...ticks.map(({ value, at }) => text(x.tick(value), at, frame.bottom + 17, { anchor: 'middle' })),
    text(x.label, (frame.left + frame.right) / 2, frame.bottom + 36, { anchor: 'middle', colour: 'ink' }),
    ...ticksOf(y).map((value) => text(y.tick(value), frame.left - 8, frame.y(value) + 4, { anchor: 'end' })),
    upwards(y.label, 13, middle),
    ...(right === undefined
      ? []
      : [
          ...ticksOf(right).map((value) => text(right.tick(value), frame.right + 8, frame.share(value) + 4)),
          upwards(right.label, frame.right + 48, middle),
        ]),
  ];
}

/** An axis' label, read from below. */
function upwards(label: string, x: number, y: number): string {
  return element(
    'text',
    { x, y, fill: ink('ink'), 'text-anchor': 'middle', transform: `rotate(-90 ${x} ${y})` },
    [escaped(label)],
  );
}
