/** Buckets of a histogram grow by 2% each: a quantile is within 1% of the value that it stands for. */
const GROWTH = Math.log(1.02);
const SMALLEST_MS = 0.001;
const BUCKETS = Math.ceil(Math.log(1e8) / GROWTH) + 1;

/**
 * Values of the last while, kept as one histogram a slice of time: adding costs the same however many there are,
 * and so does asking. From 0.001 to 100,000 (ms); smaller counts as 0, larger as the largest.
 */
export class RecentValues {
  readonly #sliceMs: number;
  readonly #slices: { slice: number; n: number; readonly counts: Uint32Array }[];

  /** @param spanMs how far back a value still counts; accurate to one of `slices` slices */
  constructor(spanMs: number, slices: number) {
    this.#sliceMs = spanMs / slices;
    this.#slices = Array.from({ length: slices }, () => ({
      slice: -1,
      n: 0,
      counts: new Uint32Array(BUCKETS),
    }));
  }

  add(atMs: number, value: number): void {
    const slice = Math.floor(atMs / this.#sliceMs);
    const kept = this.#slices[slice % this.#slices.length];
    if (kept === undefined || slice < kept.slice) return;
    if (slice > kept.slice) {
      kept.slice = slice;
      kept.n = 0;
      kept.counts.fill(0);
    }
    const bucket = bucketOf(value);
    kept.counts[bucket] = (kept.counts[bucket] ?? 0) + 1;
    kept.n += 1;
  }

  /** Forgets all values. */
  clear(): void {
    for (const kept of this.#slices) {
      kept.n = 0;
      kept.counts.fill(0);
    }
  }

  /** How many values there are. */
  count(nowMs: number): number {
    return this.#live(nowMs).reduce((sum, kept) => sum + kept.n, 0);
  }

  /** The smallest value that a share `q` of them does not exceed; null when there are none. */
  quantile(q: number, nowMs: number): number | null {
    const live = this.#live(nowMs);
    const n = live.reduce((sum, kept) => sum + kept.n, 0);
    if (n === 0) return null;
    const rank = Math.max(1, Math.ceil(q * n));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      for (const kept of live) seen += kept.counts[bucket] ?? 0;
      if (seen >= rank) return valueOf(bucket);
    }
    return null;
  }

  /** The middles of `shares` equally likely shares of them, ascending; none when there are no values. */
  spread(shares: number, nowMs: number): number[] {
    return Array.from({ length: shares }, (_, i) => this.quantile((i + 0.5) / shares, nowMs) ?? []).flat();
  }

  #live(nowMs: number): { n: number; counts: Uint32Array }[] {
    const oldest = Math.floor(nowMs / this.#sliceMs) - this.#slices.length;
    return this.#slices.filter((kept) => kept.n > 0 && kept.slice > oldest);
  }
}

function bucketOf(value: number): number {
  if (!(value >= SMALLEST_MS)) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(value / SMALLEST_MS) / GROWTH));
}

/** The geometric middle of a bucket. */
function valueOf(bucket: number): number {
  return bucket === 0 ? 0 : SMALLEST_MS * Math.exp((bucket - 0.5) * GROWTH);
}
