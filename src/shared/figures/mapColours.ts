/** A colour on white paper, and what stands for it on a dark page; `#rrggbb` both. */
export type ColourPair = readonly [light: string, dark: string];

/** A colour of the scale of maps, numbered from the low end. */
export type MapColour = `map${number}`;

/** Nine stops at equal steps in OKLab, on paper; `--scale-0` and so on in the window. */
export const MAP_STOPS = [
  '#f4f5d2',
  '#bbe6ad',
  '#74d3a9',
  '#32bab4',
  '#2799b7',
  '#287ab6',
  '#3855a6',
  '#363682',
  '#282353',
] as const;
/** Finer than an eye tells neighbours apart. */
const STEPS = 40;

/** The colour at a place of the scale, 0 (low) to 1 (high). */
export function mapColour(place: number): MapColour {
  return `map${Math.round(Math.min(1, Math.max(0, place)) * STEPS)}`;
}

/** What can be read on the colour at a place. */
export function inkOnMap(place: number): 'onLow' | 'onMiddle' | 'onHigh' {
  return place < 3 / 8 ? 'onLow' : place > 5 / 8 ? 'onHigh' : 'onMiddle';
}

/** On a dark page the scale runs the other way: the low end recedes on either. */
export const MAP_COLOURS: readonly (readonly [MapColour, ColourPair])[] = Array.from(
  { length: STEPS + 1 },
  (_, i) => [`map${i}`, [colourAt(i / STEPS), colourAt(1 - i / STEPS)]],
);

function colourAt(place: number): string {
  const at = place * (MAP_STOPS.length - 1);
  const below = Math.min(MAP_STOPS.length - 2, Math.floor(at));
  const share = at - below;
  const [low, high] = [channelsOf(MAP_STOPS[below]), channelsOf(MAP_STOPS[below + 1])];
  // Stops are so near to each other that mixing linear light looks even.
  const mixed = low.map((value, i) => Math.sqrt((1 - share) * value ** 2 + share * (high[i] ?? 0) ** 2));
  return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

function channelsOf(colour = '#000000'): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
