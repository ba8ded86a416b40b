import { monotonicMs } from '../shared/time';

/** Resolves at or soon after a time (monotonic ms); at once when it is past. Whole milliseconds, not for measuring. */
export async function sleepUntil(atMs: number): Promise<void> {
  for (let leftMs = atMs - monotonicMs(); leftMs > 0; leftMs = atMs - monotonicMs()) {
    await new Promise((resolve) => setTimeout(resolve, Math.ceil(leftMs)));
  }
}

/**
 * Waits until all have ended, whatever becomes of any of them.
 *
 * @returns what they come to, in their order
 * @throws what the first of them threw that failed
 */
export async function allEnded<T>(work: Iterable<Promise<T>>): Promise<T[]> {
  const ends = await Promise.allSettled(work);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
