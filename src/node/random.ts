import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of uniform numbers on [0, 1). */
export type Random = () => number;

/**
 * A seeded generator. Different `stream`s of one seed are independent for our purposes: give each node, link and
 * schedule its own, so that one drawing more does not shift the others.
 *
 * @param seed any integer
 * @param stream any integer, 0 when there is only one
 */
export function seededRandom(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(mix(mix(seed) ^ stream));
  return () => uniformFloat64(generator);
}

/** MurmurHash3's 32-bit finaliser: neighbouring seeds must not give neighbouring generators. */
function mix(value: number): number {
  let h = (value ^ 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
