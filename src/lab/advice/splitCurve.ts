import { splitProbability } from '../theory';

/** Crashes of one width of the range, and how many of them split votes. */
export interface SplitCount {
  readonly widthMs: number;
  readonly trials: number;
  readonly withSplit: number;
}

/** A share that rests on fewer splits is too uncertain to be drawn a line through. */
const FEWEST_SPLITS = 5;
const HALVINGS = 50;

/**
 * How the share of crashes that split votes falls with the width of the range: along the simulated shares as long as
 * they are seen, and beyond that as theory has it (thesis, chapter 9), from the last that was seen.
 */
export class SplitCurve {
  readonly #nodes: number;
  /** Ascending in width, never rising in share. */
  readonly #seen: readonly { readonly widthMs: number; readonly share: number }[];
  /** The window of the widest width whose splits were seen. */
  readonly #lastWindowMs: number;

  /** @param latencyMs stands for the window where no splits were seen at all */
  constructor(counts: readonly SplitCount[], nodes: number, latencyMs: number) {
    this.#nodes = nodes;
    const seen: { widthMs: number; share: number }[] = [];
    let highest = 0;
    for (const { widthMs, trials, withSplit } of counts.toSorted((a, b) => b.widthMs - a.widthMs)) {
      if (withSplit < FEWEST_SPLITS) continue;
      highest = Math.max(highest, withSplit / trials);
      seen.unshift({ widthMs, share: highest });
    }
    this.#seen = seen;
    const last = seen.at(-1);
    this.#lastWindowMs = last === undefined ? latencyMs : this.#windowFor(last.share, last.widthMs);
  }

  /** The share of crashes after which votes split, 0 to 1. */
  share(widthMs: number): number {
    const above = this.#seen.findIndex((one) => one.widthMs >= widthMs);
    const upper = this.#seen[above];
    if (upper === undefined) return this.#theory(this.#lastWindowMs, widthMs);
    const lower = this.#seen[above - 1];
    if (lower === undefined) return upper.share;
    const along = Math.log(widthMs / lower.widthMs) / Math.log(upper.widthMs / lower.widthMs);
    return lower.share * (upper.share / lower.share) ** along;
  }

  /**
   * The time within which two candidates rob each other of votes, with a range this wide, ms: the latency for which
   * theory has the same share. Where writes take time, delays vary or PreVote asks first it is longer than a message's.
   */
  windowMs(widthMs: number): number {
    return this.#windowFor(this.share(widthMs), widthMs);
  }

  #theory(latencyMs: number, widthMs: number): number {
    return splitProbability({ servers: this.#nodes, alive: this.#nodes - 1, latencyMs, widthMs }) ?? 1;
  }

  #windowFor(share: number, widthMs: number): number {
    let low = 0;
    let high = widthMs;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (this.#theory(middle, widthMs) < share) low = middle;
      else high = middle;
    }
    return high;
  }
}
