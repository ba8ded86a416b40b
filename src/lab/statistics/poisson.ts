import { gammaln } from 'simple-statistics';
import { Z_95 } from '../../shared/proportion';

/** Up to so many events their interval is computed exactly; beyond, Byar's approximation differs by less than 0.1%. */
const EXACT_UP_TO = 100;

/**
 * The 95% interval of the mean of a Poisson variable that was observed once as `events` (Garwood 1936: both tails
 * 2.5%, conservative). With no events the lower bound is exactly 0 and the upper one 3.69.
 */
export function poissonInterval(events: number): { readonly low: number; readonly high: number } {
  if (events > EXACT_UP_TO) return { low: byar(events, -Z_95), high: byar(events + 1, Z_95) };
  return {
    low: events === 0 ? 0 : meanWithTail(events - 1, 0.975),
    high: meanWithTail(events, 0.025),
  };
}

/** The mean at which a Poisson variable is `most` or less with the given probability. */
function meanWithTail(most: number, probability: number): number {
  let low = 0;
  let high = 2 * most + 20;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (low + high) / 2;
    if (atMost(most, middle) > probability) low = middle;
    else high = middle;
  }
  return high;
}

function atMost(most: number, mean: number): number {
  let sum = 0;
  for (let k = 0; k <= most; k++) sum += Math.exp(k * Math.log(mean) - mean - gammaln(k + 1));
  return sum;
}

/** Breslow & Day 1987, formula 2.13. */
function byar(events: number, z: number): number {
  return events * (1 - 1 / (9 * events) + z / (3 * Math.sqrt(events))) ** 3;
}
