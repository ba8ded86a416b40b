import { NODE_COLOURS } from '../colours';

/** How one line of a figure is told from the others: by colour, by dash, and by the shape of its marks. */
export interface LineLook {
  /** The index of its colour among the nodes' colours, which are safe for the colour-blind. */
  readonly colour: number;
  /** Pixels on and off. */
  readonly dash: readonly number[];
  readonly mark: Mark;
}

export type Mark = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'cross' | 'star';

const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [1, 3]];
const MARKS: readonly Mark[] = ['circle', 'rect', 'triangle', 'rectRot', 'cross', 'star'];

/** @param line its place among all lines of the figure, from 0: the line that two panels share looks the same in both */
export function lookOf(line: number): LineLook {
  return {
    colour: line % NODE_COLOURS,
    dash: DASHES[line % DASHES.length] ?? [],
    mark: MARKS[line % MARKS.length] ?? 'circle',
  };
}
