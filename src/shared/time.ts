/** Monotonic milliseconds as a float, comparable between the processes of one machine (CLOCK_MONOTONIC). */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
