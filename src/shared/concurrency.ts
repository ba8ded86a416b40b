import type { Experiment } from './experiment';

/** More commands a second keep the processors busy, and what one cluster's clients wait for is then the other cluster. */
export const LIGHT_LOAD_PER_SECOND = 20;

/** What to know before clusters with clients run side by side; null when they do not, or hardly notice each other. */
export function crowdedRemark(
  { engine, concurrency }: Pick<Experiment, 'engine' | 'concurrency'>,
  clientLoadPerSecond: number,
): string | null {
  if (engine !== 'processes' || concurrency === 'auto' || concurrency === 1) return null;
  if (clientLoadPerSecond <= LIGHT_LOAD_PER_SECOND) return null;
  return `${concurrency} clusters side by side, each with ${clientLoadPerSecond} commands a second, wait for each other’s processors: their latencies and downtimes are then not one cluster’s. auto takes one.`;
}
