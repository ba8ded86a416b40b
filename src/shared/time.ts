/** Monotonic milliseconds as a float, comparable between the processes of one machine (CLOCK_MONOTONIC). */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** So long before its time a watch looks at the clock without a pause, ms. */
const NEAR_MS = 0.03;
/** How long a pause between two looks should be, ms. */
const SHORTEST_PAUSE_MS = 0.005;
const LONGEST_PAUSE_MS = 0.01;
const MOST_ROUNDS = 65_536;
let rounds = 64;

/**
 * Watches the clock until a time (monotonic ms), to less than a microsecond, and does nothing else. Returns the time
 * then.
 *
 * It counts between its looks. Each look leaves a number behind for the garbage collector, and tens of thousands of
 * them make it collect just before what is waited for (measured: in every fourth wait of 2 ms, for a millisecond).
 */
export function watchUntil(atMs: number): number {
  let nowMs = monotonicMs();
  while (nowMs < atMs) {
    if (atMs - nowMs > NEAR_MS) pause(nowMs);
    nowMs = monotonicMs();
  }
  return nowMs;
}

/** How fast a processor counts depends on whether the counting is compiled already. */
function pause(fromMs: number): void {
  count(rounds);
  const tookMs = monotonicMs() - fromMs;
  if (tookMs < SHORTEST_PAUSE_MS) rounds = Math.min(MOST_ROUNDS, 2 * rounds);
  else if (tookMs > LONGEST_PAUSE_MS) rounds = Math.max(1, rounds >> 1);
}

const counted = new Int32Array(1);

function count(to: number): void {
  for (let i = 0; i < to; i += 1) counted[0] = i;
}
