/** Samples in one chunk, at most; a full one is halved. */
const CHUNK = 256;

interface Chunk {
  readonly values: Float64Array;
  size: number;
}

/**
 * Numbers kept in ascending order while they come in: adding one moves at most a few hundred others, and the
 * k-th smallest is found by walking over chunks. Lets the quantiles of a long run be read on every frame.
 */
export class SortedSamples {
  readonly #chunks: Chunk[] = [];
  #size = 0;
  #sum = 0;

  get size(): number {
    return this.#size;
  }

  /** Arithmetic mean; null when there are no samples. */
  get mean(): number | null {
    return this.#size === 0 ? null : this.#sum / this.#size;
  }

  /** @param value any number but NaN */
  add(value: number): void {
    const at = this.#chunkFor(value);
    const chunk = this.#chunks[at] ?? this.#firstChunk();
    insert(chunk, value);
    if (chunk.size === CHUNK) this.#chunks.splice(at + 1, 0, halve(chunk));
    this.#size += 1;
    this.#sum += value;
  }

  /** The sample of this rank, 0 for the smallest; undefined where there is none. */
  at(rank: number): number | undefined {
    let before = 0;
    for (const chunk of this.#chunks) {
      if (rank < before + chunk.size) return chunk.values[rank - before];
      before += chunk.size;
    }
    return undefined;
  }

  /** All samples, ascending. */
  toArray(): Float64Array {
    const all = new Float64Array(this.#size);
    let filled = 0;
    for (const { values, size } of this.#chunks) {
      all.set(values.subarray(0, size), filled);
      filled += size;
    }
    return all;
  }

  /** The first chunk whose greatest sample is not below `value`, else the last. */
  #chunkFor(value: number): number {
    let low = 0;
    let high = Math.max(0, this.#chunks.length - 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.#chunks[middle];
      if (chunk !== undefined && (chunk.values[chunk.size - 1] ?? Infinity) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstChunk(): Chunk {
    const chunk = { values: new Float64Array(CHUNK), size: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}

function insert(chunk: Chunk, value: number): void {
  let low = 0;
  let high = chunk.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunk.values[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  chunk.values.copyWithin(low + 1, low, chunk.size);
  chunk.values[low] = value;
  chunk.size += 1;
}

/** Keeps the lower half and returns the upper. */
function halve(chunk: Chunk): Chunk {
  const kept = CHUNK / 2;
  const values = new Float64Array(CHUNK);
  values.set(chunk.values.subarray(kept, chunk.size));
  const upper = { values, size: chunk.size - kept };
  chunk.size = kept;
  return upper;
}
