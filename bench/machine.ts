import { monotonicMs } from '../src/shared/time';
import { quantile, told, type Figure } from './figure';
import { delay } from './lab';

const WAITS = 200;
const SHORTEST_MS = 20;
const LONGEST_MS = 50;
const SPIN_MS = 2;
/** As in a clean trial at no latency. */
const HARMLESS_MS = 0.25;

/**
 * What the machine itself allows: an idle process that does nothing but wait, asleep until 2 ms before and then watching
 * the clock. Where this is late, so is every node, and no program can make trials cleaner than that.
 */
export async function machine(): Promise<Figure[]> {
  const lateMs: number[] = [];
  for (let i = 0; i < WAITS; i += 1) {
    const dueMs = monotonicMs() + SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS);
    await delay(Math.floor(dueMs - monotonicMs() - SPIN_MS));
    let nowMs = monotonicMs();
    while (nowMs < dueMs) nowMs = monotonicMs();
    lateMs.push(nowMs - dueMs);
  }
  const late = lateMs.filter((ms) => ms > HARMLESS_MS).length;
  return [
    told(
      'the machine: bare waits late by over 0.25 ms',
      `${Number(((100 * late) / WAITS).toPrecision(3))} %`,
    ),
    told('the machine: lateness of a bare wait, p99', `${quantile(lateMs, 0.99).toFixed(3)} ms`),
  ];
}
