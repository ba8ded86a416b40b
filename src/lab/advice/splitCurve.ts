import { splitProbability } from '../theory';

/** Crashes of one width of the range, and how many of them split votes. */
export interface SplitCount {
  readonly widthMs: number;
  readonly trials: number;
  readonly withSplit: number;
}

/** Up to this share splits fall as a power of the width; beyond it they level off. */
const MOST_SPLIT = 0.25;
/** A share that rests on fewer splits says too little to be drawn a line through. */
const FEWEST_SPLITS = 3;
const HALVINGS = 50;

/**
 * How the share of crashes that split votes falls with the width of the range. In theory (thesis, chapter 9) it is
 * nearly a power of the width; with delays that vary, slow writes and PreVote the power is another, so the line is laid
 * through what was simulated at all widths together. That also keeps a lucky count at one width from being believed.
 */
export class SplitCurve {
  readonly #nodes: number;
  /** Widths too narrow for the line, ascending. */
  readonly #narrow: readonly SplitCount[];
  /** Null where too few splits were seen to draw it. */
  readonly #line: Line | null;
  readonly #latencyMs: number;

  /** @param latencyMs what the theory goes by where too few splits were seen */
  constructor(counts: readonly SplitCount[], nodes: number, latencyMs: number) {
    const ascending = counts.toSorted((a, b) => a.widthMs - b.widthMs);
    this.#nodes = nodes;
    this.#latencyMs = latencyMs;
    this.#narrow = ascending.filter((count) => shareOf(count) > MOST_SPLIT);
    this.#line = lineThrough(
      ascending.filter((count) => shareOf(count) <= MOST_SPLIT && count.withSplit >= FEWEST_SPLITS),
      1 - mostContenders(nodes),
    );
  }

  /** The share of crashes after which votes split, 0 to 1. */
  share(widthMs: number): number {
    const narrower = this.#narrow.find((count) => count.widthMs >= widthMs);
    if (narrower !== undefined) return shareOf(narrower);
    if (this.#line === null) return this.#theory(this.#latencyMs, widthMs);
    return Math.min(1, Math.exp(this.#line.at + this.#line.slope * Math.log(widthMs)));
  }

  /**
   * The time within which two candidates rob each other of votes, with a range this wide, ms: the latency for which
   * theory has the same share. Where writes take time, delays vary or PreVote asks first it is longer than a message's.
   */
  windowMs(widthMs: number): number {
    const share = this.share(widthMs);
    let low = 0;
    let high = widthMs;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (this.#theory(middle, widthMs) < share) low = middle;
      else high = middle;
    }
    return high;
  }

  #theory(latencyMs: number, widthMs: number): number {
    return splitProbability({ servers: this.#nodes, alive: this.#nodes - 1, latencyMs, widthMs }) ?? 1;
  }
}

/** ln share = at + slope · ln width. */
interface Line {
  readonly at: number;
  readonly slope: number;
}

/**
 * The straight line through logarithms, each width weighing as much as splits were seen there.
 *
 * @param steepest the slope of the theory: one is never steeper
 */
function lineThrough(counts: readonly SplitCount[], steepest: number): Line | null {
  const weight = counts.reduce((sum, { withSplit }) => sum + withSplit, 0);
  if (weight === 0) return null;
  const mean = (of: (count: SplitCount) => number): number =>
    counts.reduce((sum, count) => sum + count.withSplit * of(count), 0) / weight;
  const x = ({ widthMs }: SplitCount): number => Math.log(widthMs);
  const y = (count: SplitCount): number => Math.log(shareOf(count));
  const meanX = mean(x);
  const meanY = mean(y);
  const variance = mean((count) => (x(count) - meanX) ** 2);
  const slope =
    variance === 0 ? steepest : mean((count) => (x(count) - meanX) * (y(count) - meanY)) / variance;
  const held = Math.min(-0.5, Math.max(steepest, slope));
  return { at: meanY - held * meanX, slope: held };
}

/** As many of the live servers as must time out together for a split: c of docs/prediction.md. */
function mostContenders(nodes: number): number {
  return nodes - 1 - Math.floor(nodes / 2) + 1;
}

const shareOf = ({ withSplit, trials }: SplitCount): number => withSplit / trials;
