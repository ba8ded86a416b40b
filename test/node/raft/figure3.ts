import type { RaftCore } from '../../../src/node/raft/core';
import type { Entry, Output } from '../../../src/node/raft/types';

/** The five properties of Figure 3, checked after each step of any server. Throws at the first that is broken. */
export class Figure3 {
  readonly #leaderOfTerm = new Map<number, number>();
  readonly #logs = new Map<number, readonly Entry[]>();
  readonly #ledSince = new Map<number, { term: number; log: readonly Entry[] }>();
  /** What some server has applied at each index. */
  readonly #applied: Entry[] = [];

  /** How many entries somebody has applied. */
  get committed(): number {
    return this.#applied.length;
  }

  restarted(id: number): void {
    this.#ledSince.delete(id);
    this.#logs.delete(id);
  }

  check(id: number, core: RaftCore, output: Output): void {
    const log = Array.from({ length: core.lastLogIndex }, (_, i) => core.entryAt(i + 1));
    if (core.role === 'leader') {
      this.electionSafety(id, core.currentTerm);
      this.leaderAppendOnly(id, core.currentTerm, log);
      this.leaderCompleteness(id, log);
    } else {
      this.#ledSince.delete(id);
    }
    if (output.persist?.log) this.logMatching(id, log);
    this.stateMachineSafety(id, core, output);
  }

  /** "At most one leader can be elected in a given term." */
  private electionSafety(id: number, term: number): void {
    const other = this.#leaderOfTerm.get(term) ?? id;
    if (other !== id) throw new Error(`Election Safety: ${other} and ${id} both lead term ${term}`);
    this.#leaderOfTerm.set(term, id);
  }

  /** "A leader never overwrites or deletes entries in its log; it only appends new entries." */
  private leaderAppendOnly(id: number, term: number, log: readonly Entry[]): void {
    const since = this.#ledSince.get(id);
    if (since?.term === term && since.log.some((entry, i) => !same(entry, log[i]))) {
      throw new Error(`Leader Append-Only: ${id} changed its log in term ${term}`);
    }
    this.#ledSince.set(id, { term, log });
  }

  /** "If two logs contain an entry with the same index and term, then the logs are identical up to it." */
  private logMatching(id: number, log: readonly Entry[]): void {
    this.#logs.set(id, log);
    for (const [other, theirs] of this.#logs) {
      let i = Math.min(log.length, theirs.length) - 1;
      while (i >= 0 && log[i]?.term !== theirs[i]?.term) i -= 1;
      for (; i >= 0; i--) {
        if (!same(theirs[i], log[i])) throw new Error(`Log Matching: ${id} and ${other} differ at ${i + 1}`);
      }
    }
  }

  /** "If a log entry is committed in a given term, it will be present in the logs of all later leaders." */
  private leaderCompleteness(id: number, log: readonly Entry[]): void {
    const missing = this.#applied.findIndex((entry, i) => !same(entry, log[i]));
    // A deposed leader that has not heard of it may lack what later terms committed.
    const newest = Math.max(...this.#leaderOfTerm.keys());
    if (missing >= 0 && this.#leaderOfTerm.get(newest) === id) {
      throw new Error(`Leader Completeness: leader ${id} lacks committed entry ${missing + 1}`);
    }
  }

  /** "If a server has applied an entry at an index, no other server will ever apply a different one there." */
  private stateMachineSafety(id: number, core: RaftCore, output: Output): void {
    for (let index = output.applyFrom + 1; index <= output.applyTo; index++) {
      const entry = core.entryAt(index);
      const earlier = (this.#applied[index - 1] ??= entry);
      if (!same(earlier, entry))
        throw new Error(`State Machine Safety: ${id} applies another entry ${index}`);
    }
  }
}

function same(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined || a.term !== b.term) return false;
  if (a.command === null || b.command === null) return a.command === b.command;
  return Buffer.compare(a.command, b.command) === 0;
}
