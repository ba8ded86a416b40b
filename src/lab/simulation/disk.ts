import type { Entry, HardState, Persist, RestoredState } from '../../node/raft/types';

/** What one virtual server has made durable: all that a crash leaves it. */
export class Disk {
  #hardState: HardState;
  readonly #entries: Entry[];
  /** Writes under way, oldest first. */
  #pending: Persist[] = [];

  constructor({ currentTerm, votedFor, entries }: RestoredState) {
    this.#hardState = { currentTerm, votedFor };
    this.#entries = entries.slice();
  }

  write(persist: Persist): void {
    this.#pending.push(persist);
  }

  /** All writes up to this sequence are done. */
  durable(sequence: number): void {
    for (let write = this.#pending[0]; write !== undefined; write = this.#pending[0]) {
      if (write.sequence > sequence) break;
      const { hardState, log } = write;
      if (hardState !== null) this.#hardState = hardState;
      if (log !== null) {
        this.#entries.length = log.fromIndex - 1;
        for (const entry of log.entries) this.#entries.push(entry);
      }
      this.#pending.shift();
    }
  }

  /** What a new process finds; writes that were under way are lost. */
  restored(): RestoredState {
    this.#pending = [];
    return { ...this.#hardState, entries: this.#entries };
  }
}
