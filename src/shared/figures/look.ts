import { MAP_COLOURS, type ColourPair, type MapColour } from './mapColours';

/** Colours of a figure on white paper, and what stands for each on a dark page. Series colours are Okabe–Ito's. */
const COLOURS = {
  paper: ['#ffffff', '#14171c'],
  ink: ['#161920', '#eceef2'],
  soft: ['#525b6b', '#a9b1be'],
  line: ['#dfe3e9', '#2b313b'],
  inset: ['#f1f3f6', '#1f242c'],
  axis: ['#8b93a3', '#69727f'],
  accent: ['#3450d2', '#8fa2ff'],
  warm: ['#c65300', '#f0803c'],
  good: ['#2f8f5b', '#4fbd86'],
  grey: ['#79828f', '#8a93a2'],
  node1: ['#0072b2', '#4ba8e6'],
  node2: ['#b97700', '#e9a51f'],
  node3: ['#00875f', '#2fbf92'],
  node4: ['#b8558c', '#d98ab8'],
  node5: ['#cf5a00', '#f0803c'],
  node6: ['#2b86b8', '#8fd3f8'],
  node7: ['#857a00', '#e2d848'],
  node8: ['#4d5666', '#b4bcc9'],
  // What is written on the scale's colours. A dark page finds a colour by its value, so that these two differ a little
  // from paper and from each other.
  onLow: ['#000001', '#ffffff'],
  onMiddle: ['#000000', '#000000'],
  onHigh: ['#fffffe', '#000000'],
} as const satisfies Record<string, ColourPair>;
export type ColourName = keyof typeof COLOURS | MapColour;

const PAIRS: ReadonlyMap<string, ColourPair> = new Map([...Object.entries(COLOURS), ...MAP_COLOURS]);

/** The colour on paper. */
export function ink(name: ColourName): string {
  const pair = PAIRS.get(name);
  if (pair === undefined) throw new RangeError(`there is no colour ${name}`);
  return pair[0];
}

const NODE_COLOURS = ['node1', 'node2', 'node3', 'node4', 'node5', 'node6', 'node7', 'node8'] as const;

/** The colour of the i-th of several lines, from 0; from the ninth on they come again. */
export function seriesColour(i: number): ColourName {
  return NODE_COLOURS[i % NODE_COLOURS.length] ?? 'ink';
}

const DASHES: readonly (readonly number[])[] = [
  [],
  [8, 3],
  [2, 2],
  [9, 3, 2, 3],
  [5, 2.5],
  [14, 3],
  [1, 3],
  [6, 2, 1, 2, 1, 2],
];

/** The dash of the i-th of several lines, from 0: with its colour it is told from a hundred others. */
export function dashOfSeries(i: number): readonly number[] {
  const turn = Math.floor(i / NODE_COLOURS.length);
  return DASHES[(i + turn * 3) % DASHES.length] ?? [];
}

export const FONT = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";

/** CSS rules that turn figures inside `within` for a dark page. */
export function darkRules(within: string): string {
  return [...PAIRS.values()]
    .flatMap(([light, dark]) =>
      ['fill', 'stroke'].map((paint) => `${within} [${paint}="${light}"]{${paint}:${dark}}`),
    )
    .join('\n');
}
