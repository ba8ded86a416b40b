import { ink, type ColourName } from './look';
import { element, type Point } from './svg';

/** How one value is marked, so that colour alone tells nothing. */
export type DotShape = 'dot' | 'triangle' | 'cross' | 'square' | 'diamond' | 'plus' | 'star';

export interface DotLook {
  readonly shape: DotShape;
  readonly colour: ColourName;
  /** An outline on paper. */
  readonly hollow?: boolean;
  /** Half its width, px. */
  readonly size?: number;
}

const USUAL_SIZE: Readonly<Record<DotShape, number>> = {
  dot: 2,
  triangle: 3.8,
  cross: 3,
  square: 3,
  diamond: 4,
  plus: 3.4,
  star: 3.4,
};

export function dotSvg({ x, y }: Point, { shape, colour, hollow = false, size }: DotLook): string {
  const r = size ?? USUAL_SIZE[shape];
  const paint = ink(colour);
  const body = hollow
    ? { fill: ink('paper'), stroke: paint, 'stroke-width': 1.4 }
    : { fill: paint, 'fill-opacity': shape === 'dot' && size === undefined ? 0.55 : undefined };
  const strokes = { stroke: paint, 'stroke-width': 1.4 };
  const at = (dx: number, dy: number) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  switch (shape) {
    case 'dot':
      return element('circle', { cx: x, cy: y, r, ...body });
    case 'triangle':
      return element('path', { d: `M${at(0, -1.1)}L${at(1, 0.74)}L${at(-1, 0.74)}Z`, ...body });
    case 'square':
      return element('path', { d: `M${at(-1, -1)}L${at(1, -1)}L${at(1, 1)}L${at(-1, 1)}Z`, ...body });
    case 'diamond':
      return element('path', { d: `M${at(0, -1)}L${at(1, 0)}L${at(0, 1)}L${at(-1, 0)}Z`, ...body });
    case 'cross':
      return element('path', { d: `M${at(-1, -1)}L${at(1, 1)}M${at(-1, 1)}L${at(1, -1)}`, ...strokes });
    case 'plus':
      return element('path', { d: `M${at(-1, 0)}L${at(1, 0)}M${at(0, -1)}L${at(0, 1)}`, ...strokes });
    case 'star':
      return element('path', {
        d: `M${at(-1, 0)}L${at(1, 0)}M${at(0, -1)}L${at(0, 1)}M${at(-0.7, -0.7)}L${at(0.7, 0.7)}M${at(-0.7, 0.7)}L${at(0.7, -0.7)}`,
        ...strokes,
      });
  }
}
