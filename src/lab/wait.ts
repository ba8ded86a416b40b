import { monotonicMs } from '../shared/time';

/** Resolves at or soon after a time (monotonic ms); at once when it is past. Whole milliseconds, not for measuring. */
export async function sleepUntil(atMs: number): Promise<void> {
  for (let leftMs = atMs - monotonicMs(); leftMs > 0; leftMs = atMs - monotonicMs()) {
    await new Promise((resolve) => setTimeout(resolve, Math.ceil(leftMs)));
  }
}
