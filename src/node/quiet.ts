import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * What V8 does on its own account, kept away from deadlines: in scheduler traces, it took the processor from a node in
 * the last millisecond before its election was due.
 */

/** Call at the start. */
export function keepQuiet(): void {
  // The young generation stays at the megabyte that it starts with: 30 MB less under load, and short collections.
  setFlagsFromString('--semi-space-growth-factor=1');
  // Nothing in a node without clients is as hot as the wait for a deadline. It was compiled anew in the middle of it,
  // by a helper thread that runs at once, on the processor of the one that woke it.
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
}

/** From now on V8 compiles what is hot (measured: 1.4 times the commands a second). */
function allowCompiling(): void {
  setFlagsFromString('--opt');
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
  const gc: unknown = runInNewContext('globalThis.gc');
  return isCollector(gc) ? gc : null;
}

function isCollector(value: unknown): value is CollectYoung {
  return typeof value === 'function';
}

/** Well before a megabyte has come together, ms. */
const COLLECT_EVERY_MS = 150;
/** So long has nothing to be due, ms. */
const CALM_MS = 10;

/** Clients that send so many commands within so long are worth compiling for; the few of an experiment are not. */
const MANY_COMMANDS = 100;
const COUNTED_MS = 1000;

/** Tests give others. */
export interface Chores {
  collectGarbage(): void;
  allowCompiling(): void;
}

/** Has V8 do its work when no deadline is near, or when clients' commands matter more. */
export class Housekeeping {
  private collectedMs = -Infinity;
  private hasClients = false;
  private countedFromMs = -Infinity;
  private commands = 0;

  constructor(private readonly chores: Chores = { collectGarbage, allowCompiling }) {}

  /** A heartbeat has gone round: no server stands for election before the shortest timeout is over. */
  heartbeatOver(nowMs: number, deadlineMs: number): void {
    if (deadlineMs - nowMs < CALM_MS || nowMs - this.collectedMs < COLLECT_EVERY_MS) return;
    this.collectedMs = nowMs;
    this.chores.collectGarbage();
  }

  /** Clients' commands have come, directly or from the leader. */
  commandsCame(count: number, nowMs: number): void {
    if (this.hasClients) return;
    if (nowMs - this.countedFromMs > COUNTED_MS) {
      this.countedFromMs = nowMs;
      this.commands = 0;
    }
    this.commands += count;
    if (this.commands < MANY_COMMANDS) return;
    this.hasClients = true;
    this.chores.allowCompiling();
  }
}
