import type { Step } from '../histogram';

/** Distribution functions as figures draw them. */

/** With this few, each step is a step. */
const FEW = 150;
/** What lies beyond this share of a sample does not widen the axis. */
export const TAIL = 0.995;

export function isStepped(steps: readonly Step[]): boolean {
  return steps.length <= FEW;
}

/** From zero, and on to the end of the axis. */
export function withEnds(steps: readonly Step[], toMs: number): readonly Step[] {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ x: first.x, y: 0 }, ...steps, ...(last.x < toMs ? [{ x: toMs, y: last.y }] : [])];
}

/** The band of so much above and below, 0 to 1. */
export function bandAround(
  steps: readonly Step[],
  halfWidth: number,
): { readonly low: readonly Step[]; readonly high: readonly Step[] } {
  const shifted = (by: number) => steps.map(({ x, y }) => ({ x, y: Math.min(1, Math.max(0, y + by)) }));
  return { low: shifted(-halfWidth), high: shifted(halfWidth) };
}
