import { inkOnMap, MAP_STOPS } from '../../shared/figures/mapColours';

/** How many stops the scale has in tokens.css: `--scale-0` to `--scale-8`. */
export const SCALE_STOPS = MAP_STOPS.length;

/** The colour at a place of the scale, as CSS: between two stops it is mixed in OKLab, where they lie evenly. */
export function colourAt(place: number): string {
  const at = Math.min(1, Math.max(0, place)) * (SCALE_STOPS - 1);
  const below = Math.min(SCALE_STOPS - 2, Math.floor(at));
  const share = Math.round((at - below) * 1000) / 10;
  return `color-mix(in oklab, var(--scale-${below}) ${Number((100 - share).toFixed(1))}%, var(--scale-${below + 1}))`;
}

const INK = { onLow: 'low', onMiddle: 'middle', onHigh: 'high' } as const;

/** The ink that can be read on the colour at a place, as CSS. */
export function inkAt(place: number): string {
  return `var(--scale-ink-${INK[inkOnMap(place)]})`;
}
