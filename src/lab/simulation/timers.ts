import type { NodeId } from '../../shared/ids';

/** When each server's timer fires, and whose is the next. */
export class Timers {
  /** Indexed by node id; absent and Infinity: never. */
  readonly #fireMs: number[] = [];
  /** Whose is the next to fire, 0 when it must be looked for. */
  #next: NodeId = 0;
  #nextMs = Infinity;

  clear(): void {
    this.#fireMs.length = 0;
    this.#next = 0;
    this.#nextMs = Infinity;
  }

  /** @param fireMs Infinity for never */
  set(id: NodeId, fireMs: number): void {
    this.#fireMs[id] = fireMs;
    if (id === this.#next) {
      this.#next = 0;
    } else if (this.#next !== 0 && fireMs < this.#nextMs) {
      this.#next = id;
      this.#nextMs = fireMs;
    }
  }

  of(id: NodeId): number {
    return this.#fireMs[id] ?? Infinity;
  }

  /** Infinity when none ever fires. */
  get nextMs(): number {
    if (this.#next === 0) this.#findNext();
    return this.#nextMs;
  }

  /** Of those that fire at the same time, the one with the lowest id; 0 when none ever fires. */
  get next(): NodeId {
    if (this.#next === 0) this.#findNext();
    return this.#next;
  }

  #findNext(): void {
    this.#nextMs = Infinity;
    for (let id = 1; id < this.#fireMs.length; id++) {
      const fireMs = this.of(id);
      if (fireMs < this.#nextMs) {
        this.#next = id;
        this.#nextMs = fireMs;
      }
    }
  }
}
