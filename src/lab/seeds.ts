import { seededRandom } from '../node/random';

/**
 * A seed of its own for each part of a run (an unsigned 32-bit number), from the run's seed and the part's place:
 * parts do not share draws, and what one part draws never shifts another's.
 */
export function derivedSeed(seed: number, ...place: readonly number[]): number {
  return place.reduce((from, step) => Math.floor(seededRandom(from, step)() * 2 ** 32), seed);
}
