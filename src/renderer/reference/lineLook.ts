import { figure16Look, type Figure16Shape } from '../../shared/figures/figure16Figure';
import { NODE_COLOURS } from '../colours';

/** How the window draws one line of the figure. */
export interface LineLook {
  /** The index of its colour among the nodes' colours, which are safe for the colour-blind. */
  readonly colour: number;
  /** Pixels on and off. */
  readonly dash: readonly number[];
  readonly mark: Mark;
}

/** Chart.js' names of the shapes. */
const MARK_OF = {
  dot: 'circle',
  square: 'rect',
  triangle: 'triangle',
  diamond: 'rectRot',
  plus: 'cross',
  star: 'star',
} as const satisfies Record<Figure16Shape, string>;
export type Mark = (typeof MARK_OF)[Figure16Shape];

/** @param line its place among all lines of the figure, from 0 */
export function lookOf(line: number): LineLook {
  const { dash, shape } = figure16Look(line);
  return { colour: line % NODE_COLOURS, dash, mark: MARK_OF[shape] };
}
