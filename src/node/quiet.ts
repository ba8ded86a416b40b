import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * What V8 does on its own account, kept away from deadlines: in scheduler traces, it took the processor from a node in
 * the last millisecond before its election was due.
 */
const FLAGS = [
  // The young generation stays at the megabyte that it starts with: 30 MB less under load, and short collections.
  '--semi-space-growth-factor=1',
  // Nothing in a node is as hot as the wait for a deadline. It was compiled anew in the middle of it, by a helper
  // thread that runs at once, on the processor of the one that woke it.
  '--no-opt',
  '--no-maglev',
];

export function keepQuiet(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

type CollectYoung = (options: { type: 'minor' }) => void;
let collectYoung: CollectYoung | null | undefined;

/** Collects the young generation: about a millisecond. */
export function collectGarbage(): void {
  if (collectYoung === undefined) collectYoung = exposedCollector();
  collectYoung?.({ type: 'minor' });
}

/** Only a context that is made once V8 exposes it has it. */
function exposedCollector(): CollectYoung | null {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  return isCollector(gc) ? gc : null;
}

function isCollector(value: unknown): value is CollectYoung {
  return typeof value === 'function';
}

/** Well before a megabyte has come together, ms. */
const COLLECT_EVERY_MS = 150;
/** So long has nothing to be due, ms. */
const CALM_MS = 10;

/** Has the garbage collected when nothing is due soon, so that it need not be when something is. */
export class Housekeeping {
  private lastMs = -Infinity;

  constructor(private readonly collect: () => void = collectGarbage) {}

  /** A heartbeat has been answered: no server stands for election before the shortest timeout is over. */
  heartbeatAnswered(nowMs: number, deadlineMs: number): void {
    if (deadlineMs - nowMs < CALM_MS || nowMs - this.lastMs < COLLECT_EVERY_MS) return;
    this.lastMs = nowMs;
    this.collect();
  }
}
