/** What a shell says of a program that Ctrl+C ended. */
export const EXIT_INTERRUPTED = 130;

/** A second Ctrl+C this soon is the first one again: npm passes on what the terminal has sent already. */
const ECHO_MS = 500;

/**
 * Calls `end` at the first Ctrl+C, SIGTERM or SIGHUP, so that what is running can end well. Whoever asks again does not
 * want to wait: the process ends at once, and the nodes with it. Returns what takes the handlers off.
 */
export function onInterrupt(end: () => void): () => void {
  let firstAtMs: number | null = null;
  const handle = (signal: NodeJS.Signals) => {
    const nowMs = performance.now();
    if (firstAtMs === null) {
      firstAtMs = nowMs;
      end();
    } else if (nowMs - firstAtMs > ECHO_MS) {
      process.exit(signal === 'SIGTERM' ? 143 : EXIT_INTERRUPTED);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** Resolves at the first interrupt or with `orWhen`, and keeps the process alive until then. */
export async function untilInterrupted(orWhen?: Promise<unknown>): Promise<void> {
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await new Promise<void>((resolve) => {
    onInterrupt(resolve);
    void orWhen?.then(() => {
      resolve();
    });
  });
  clearInterval(keepAlive);
}
