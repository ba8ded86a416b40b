import type { LogIndex, Term } from '../../shared/ids';
import type { Entry } from './types';

/** Bytes that an entry takes in an AppendEntries besides its command; the codec keeps to it. */
export const ENTRY_OVERHEAD_BYTES = 9;

export function entryBytes(entry: Entry): number {
  return ENTRY_OVERHEAD_BYTES + (entry.command === null ? 0 : entry.command.length);
}

/** The replicated log (§5.3): entries from index 1, with a virtual entry of term 0 at index 0. */
export class RaftLog {
  readonly #entries: Entry[];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries.slice();
  }

  get lastIndex(): LogIndex {
    return this.#entries.length;
  }

  get lastTerm(): Term {
    return this.termAt(this.lastIndex);
  }

  /** The term of the entry at `index`; 0 at index 0 and, as no entry has it, beyond the end. */
  termAt(index: LogIndex): Term {
    return this.#entries[index - 1]?.term ?? 0;
  }

  /** @throws RangeError when there is no such entry. */
  entryAt(index: LogIndex): Entry {
    const entry = this.#entries[index - 1];
    if (entry === undefined) throw new RangeError(`no entry ${index}: the log ends at ${this.lastIndex}`);
    return entry;
  }

  /** The entries from `from` to the end. */
  entriesFrom(from: LogIndex): readonly Entry[] {
    return this.#entries.slice(from - 1);
  }

  /** As many entries from `from` on as fit into `maxBytes`, but at least one if there is one. */
  batchFrom(from: LogIndex, maxBytes: number): readonly Entry[] {
    let bytes = 0;
    let end = from - 1;
    for (let entry = this.#entries[end]; entry !== undefined; entry = this.#entries[end]) {
      bytes += entryBytes(entry);
      if (bytes > maxBytes && end > from - 1) break;
      end += 1;
    }
    return this.#entries.slice(from - 1, end);
  }

  /** Log Matching (§5.3): is there an entry at `index` with `term`? */
  matches(index: LogIndex, term: Term): boolean {
    return index <= this.lastIndex && this.termAt(index) === term;
  }

  /** §5.4.1: is a log that ends with (`lastTerm`, `lastIndex`) at least as up to date as this one? */
  isUpToDate(lastIndex: LogIndex, lastTerm: Term): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  append(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Removes the entry at `index` and all that follow it. */
  truncateFrom(index: LogIndex): void {
    this.#entries.length = index - 1;
  }

  /**
   * The last index, `index` or below, whose term is `term` or below: the last place where this log can agree with
   * one that has `term` at `index`. Lets both sides of a refused AppendEntries skip whole terms (§5.3).
   */
  lastPossibleMatch(index: LogIndex, term: Term): LogIndex {
    let candidate = Math.min(index, this.lastIndex);
    while (candidate > 0 && this.termAt(candidate) > term) candidate -= 1;
    return candidate;
  }
}
