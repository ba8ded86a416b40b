import type { Persist } from '../raft/types';

/** Where a node's persistent state goes (Figure 2). */
export interface Storage {
  /**
   * Takes a persist, in the order of their sequences. `onDurable` (given when it was opened) tells when it is durable,
   * possibly before this returns.
   */
  append(persist: Persist): void;
  /** Ends it, after what is under way. */
  close(): Promise<void>;
}

/** Durability `memory`: everything counts as durable at once, and nothing outlives the process. */
export function openMemory(onDurable: (sequence: number) => void): Storage {
  return {
    append: ({ sequence }) => {
      onDurable(sequence);
    },
    close: () => Promise.resolve(),
  };
}
