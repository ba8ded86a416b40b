import { scaleOf, ticksOf, type Axis } from './axis';
import { layerSvg, type Frame, type Layer } from './layers';
import { FONT, ink, type ColourName } from './look';
import { element, escaped } from './svg';

export interface KeyEntry {
  readonly name: string;
  readonly colour: ColourName;
  readonly mark: 'line' | 'dashed' | 'area' | 'dot' | 'triangle' | 'cross';
  readonly dash?: readonly number[];
}

export interface Plot {
  /** Of the whole picture, px. */
  readonly width: number;
  readonly height: number;
  /** Above the plot; absent where a caption says the same. */
  readonly heading?: { readonly title: string; readonly about: string };
  /** The picture in one sentence, for those who cannot see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly layers: readonly Layer[];
  readonly key: readonly KeyEntry[];
}

const TEXT_PX = 11;
const HEADING_PX = 46;
const KEY_PX = 22;
const EDGES = { left: 58, right: 18, rightAxis: 54, top: 10, bottom: 44 } as const;

/** A standalone SVG picture on white: axes, layers in their order, a key above them. */
export function plotSvg(plot: Plot): string {
  const { width, height, heading, description, x, y, right, layers, key } = plot;
  const top = EDGES.top + (heading === undefined ? 0 : HEADING_PX) + (key.length === 0 ? 0 : KEY_PX);
  const box = {
    left: EDGES.left,
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
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': FONT,
      'font-size': TEXT_PX,
      'font-variant-numeric': 'tabular-nums',
    },
    [
      element('title', {}, [escaped(description)]),
      element('rect', { width, height, fill: ink('paper') }),
      ...(heading === undefined ? [] : headingSvg(heading)),
      ...keySvg(key, box.left, top - KEY_PX / 2 - 2),
      ...gridSvg(y, frame),
      clipped(
        layers.map((layer) => layerSvg(layer, frame)),
        frame,
      ),
      ...axesSvg({ x, y, right }, frame),
    ],
  );
}

/** Marks may stand out of the axes by this much, px. */
const OVERHANG_PX = 5;

/** An inner picture shows nothing beyond its edges, and needs no id that a page could have twice. */
function clipped(layers: readonly string[], { left, right, top, bottom }: Frame): string {
  const [x, y] = [left - OVERHANG_PX, top - OVERHANG_PX];
  const [width, height] = [right - left + 2 * OVERHANG_PX, bottom - top + OVERHANG_PX];
  return element('svg', { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` }, layers);
}

/** Characters at a place. */
function text(
  characters: string,
  x: number,
  y: number,
  look: { readonly anchor?: 'middle' | 'end'; readonly colour?: ColourName; readonly weight?: number } = {},
): string {
  const { anchor, colour = 'soft', weight } = look;
  return element('text', { x, y, fill: ink(colour), 'text-anchor': anchor, 'font-weight': weight }, [
    escaped(characters),
  ]);
}

function headingSvg({ title, about }: NonNullable<Plot['heading']>): string[] {
  return [
    element('text', { x: EDGES.left, y: 24, fill: ink('ink'), 'font-size': 15, 'font-weight': 600 }, [
      escaped(title),
    ]),
    text(about, EDGES.left, 41),
  ];
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

/** About how wide a character is, px: there is nothing here to measure text with. */
const CHARACTER_PX = 6;
const SWATCH_PX = 22;

function keySvg(key: readonly KeyEntry[], left: number, y: number): string[] {
  let x = left;
  return key.flatMap(({ name, colour, mark, dash }) => {
    const from = x;
    x += SWATCH_PX + 6 + name.length * CHARACTER_PX + 16;
    return [swatch(mark, colour, from, y, dash), text(name, from + SWATCH_PX + 6, y + 4)];
  });
}

function swatch(
  mark: KeyEntry['mark'],
  colour: ColourName,
  x: number,
  y: number,
  dash: readonly number[] = [5, 3],
): string {
  const paint = ink(colour);
  const centre = { x: x + SWATCH_PX / 2, y };
  switch (mark) {
    case 'line':
    case 'dashed':
      return element('line', {
        x1: x,
        x2: x + SWATCH_PX,
        y1: y,
        y2: y,
        stroke: paint,
        'stroke-width': 2,
        'stroke-dasharray': mark === 'dashed' ? dash.join(' ') : undefined,
      });
    case 'area':
      return element('rect', {
        x: x + 4,
        y: y - 5,
        width: SWATCH_PX - 8,
        height: 10,
        fill: paint,
        'fill-opacity': 0.3,
      });
    case 'dot':
    case 'triangle':
    case 'cross':
      return layerSvg(
        { kind: 'dots', points: [centre], shape: mark, colour },
        { left: 0, right: 0, top: 0, bottom: 0, x: (v) => v, y: (v) => v, share: (v) => v },
      );
  }
}
