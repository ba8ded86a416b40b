/** A server's own notion of time. */
export interface NodeClock {
  /** Its milliseconds for each true one. */
  readonly rate: number;
  /** Deadlines are seen only at the multiples of this, ms, counted from `phaseMs`; 0: at once. */
  readonly quantumMs: number;
  readonly phaseMs: number;
}

export const TRUE_CLOCK: NodeClock = { rate: 1, quantumMs: 0, phaseMs: 0 };

/** The true time at which a server sees that a deadline on its own clock has passed, ms. */
export function seenMs(deadlineMs: number, { rate, quantumMs, phaseMs }: NodeClock): number {
  const dueMs = deadlineMs / rate;
  return quantumMs === 0 ? dueMs : Math.ceil((dueMs - phaseMs) / quantumMs) * quantumMs + phaseMs;
}
