import type { MessageKind, MessageTrace } from '../../shared/control/toLab';
import { EvenSample } from '../../shared/evenSample';

/** A datagram on loopback is there before it could be drawn: every message is shown at least this long, ms. */
export const SHORTEST_TRAVEL_MS = 260;
/** Traces come in batches, a little late. Drawing this far behind lets each start at its sender, ms. */
export const DRAW_BEHIND_MS = 90;
/** A lost message is drawn up to the middle of its way. */
const LOST_AT = 0.5;
/** More than this a second are a blur: only every n-th is drawn. Votes are rare and matter: all of them are. */
const MOST_PER_SECOND = 130;
const RATE_OVER_MS = 1000;
const RARE: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'preVote',
  'requestVote',
  'voteGranted',
  'voteRefused',
  'timeoutNow',
  'transferRequest',
]);

export interface DrawnMessage {
  readonly trace: MessageTrace;
  /** How far along its link, 0 to 1. */
  readonly progress: number;
  /** For a lost message: 0 while it travels, up to 1 while it fades; 0 for all others. */
  readonly fade: number;
}

/** Messages between leaving and arriving, outside Vue's reactivity. */
export class MessagesInFlight {
  #traces: MessageTrace[] = [];
  readonly #common = new EvenSample();
  #every = 1;
  #since: { readonly atMs: number; readonly seen: number } | null = null;

  /** One in this many of the common messages that were told is drawn. */
  get every(): number {
    return this.#every;
  }

  add(traces: readonly MessageTrace[], nowMs: number): void {
    for (const trace of traces)
      if (RARE.has(trace.kind) || this.#common.takes(this.#every)) this.#traces.push(trace);
    const seen = this.#common.offered;
    this.#since ??= { atMs: nowMs, seen };
    const spanMs = nowMs - this.#since.atMs;
    if (spanMs < RATE_OVER_MS) return;
    const perSecond = ((seen - this.#since.seen) / spanMs) * 1000;
    this.#every = Math.max(1, Math.ceil(perSecond / MOST_PER_SECOND));
    this.#since = { atMs: nowMs, seen };
  }

  clear(): void {
    this.#traces = [];
  }

  /** What is on its way at the lab's time `nowMs`; what has arrived is forgotten. */
  at(nowMs: number): DrawnMessage[] {
    const shownMs = nowMs - DRAW_BEHIND_MS;
    this.#traces = this.#traces.filter((trace) => shownMs - trace.atMs < travelMs(trace));
    return this.#traces
      .filter((trace) => trace.atMs <= shownMs)
      .map((trace) => {
        const part = (shownMs - trace.atMs) / travelMs(trace);
        if (trace.delayMs !== null) return { trace, progress: part, fade: 0 };
        return part < LOST_AT
          ? { trace, progress: part, fade: 0 }
          : { trace, progress: LOST_AT, fade: (part - LOST_AT) / (1 - LOST_AT) };
      });
  }
}

function travelMs(trace: MessageTrace): number {
  return Math.max(trace.delayMs ?? 0, SHORTEST_TRAVEL_MS);
}
