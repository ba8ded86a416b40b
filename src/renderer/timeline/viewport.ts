import { multiplesOf, niceStep } from '../../shared/histogram';

/** The part of the time axis that is shown, ms. */
export interface Viewport {
  readonly fromMs: number;
  readonly toMs: number;
}

/** No closer than this, ms: below it the stamps themselves are not that exact. */
const CLOSEST_MS = 0.05;

/** Closer (factor below 1) or further away, with `aroundMs` staying where it is. */
export function zoomed(view: Viewport, factor: number, aroundMs: number, all: Viewport): Viewport {
  const length = view.toMs - view.fromMs;
  const wanted = Math.min(all.toMs - all.fromMs, Math.max(CLOSEST_MS, length * factor));
  const share = (aroundMs - view.fromMs) / length;
  return within({ fromMs: aroundMs - share * wanted, toMs: aroundMs + (1 - share) * wanted }, all);
}

export function panned(view: Viewport, byMs: number, all: Viewport): Viewport {
  return within({ fromMs: view.fromMs + byMs, toMs: view.toMs + byMs }, all);
}

/** The same length, moved inside. */
function within(view: Viewport, all: Viewport): Viewport {
  const length = Math.min(view.toMs - view.fromMs, all.toMs - all.fromMs);
  const fromMs = Math.min(Math.max(view.fromMs, all.fromMs), all.toMs - length);
  return { fromMs, toMs: fromMs + length };
}

/** Round times for an axis's ticks, about `wanted` of them. */
export function ticksOf({ fromMs, toMs }: Viewport, wanted: number): readonly number[] {
  return multiplesOf(niceStep((toMs - fromMs) / Math.max(1, wanted)), fromMs, toMs);
}

/** A tick in ms with the decimals that its neighbours need. */
export function tickWords(ms: number, ticks: readonly number[]): string {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return ms.toFixed(Number.isFinite(decimals) ? Math.min(3, decimals) : 0);
}
