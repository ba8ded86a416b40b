import fc from 'fast-check';
import type { Entry, HardState, Persist } from '../../../src/node/raft/types';

/** Any sequence of persists that a core could ask for: terms rise, and the log is only cut where it has entries. */

const entry = fc.record({
  term: fc.nat(2 ** 31 - 1),
  command: fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
});

const step = fc.record({
  hardState: fc.option(
    fc.record({
      currentTerm: fc.oneof(fc.nat(9), fc.constant(2 ** 48 - 1)),
      votedFor: fc.option(fc.integer({ min: 1, max: 25 })),
    }),
  ),
  /** How far back the log is cut, and what it is continued with. */
  log: fc.option(fc.record({ back: fc.nat(3), entries: fc.array(entry, { maxLength: 4 }) })),
});

export const persistSequences: fc.Arbitrary<Persist[]> = fc.array(step, { maxLength: 12 }).map((steps) => {
  let length = 0;
  return steps.map(({ hardState, log }, i) => {
    const sequence = i + 1;
    if (log === null) return { sequence, hardState, log };
    const fromIndex = Math.max(1, length + 1 - log.back);
    length = fromIndex - 1 + log.entries.length;
    return { sequence, hardState, log: { fromIndex, entries: log.entries } };
  });
});

/** What a node must remember after these. */
export function stateAfter(persists: readonly Persist[]): HardState & { readonly entries: Entry[] } {
  let hardState: HardState = { currentTerm: 0, votedFor: null };
  let entries: Entry[] = [];
  for (const persist of persists) {
    hardState = persist.hardState ?? hardState;
    if (persist.log !== null)
      entries = [...entries.slice(0, persist.log.fromIndex - 1), ...persist.log.entries];
  }
  return { ...hardState, entries };
}

/** A log of a dozen records of every kind. */
export const DOZEN: readonly Persist[] = [
  { hardState: { currentTerm: 1, votedFor: 3 }, log: null },
  { hardState: null, log: { fromIndex: 1, entries: [{ term: 1, command: null }] } },
  { hardState: null, log: { fromIndex: 2, entries: [{ term: 1, command: Buffer.from('put a 1') }] } },
  { hardState: null, log: { fromIndex: 3, entries: [{ term: 1, command: Buffer.alloc(0) }] } },
  { hardState: { currentTerm: 2, votedFor: null }, log: null },
  { hardState: { currentTerm: 2, votedFor: 25 }, log: null },
  {
    hardState: { currentTerm: 5, votedFor: null },
    log: { fromIndex: 2, entries: [{ term: 5, command: Buffer.from([0, 0, 0, 0]) }] },
  },
  { hardState: null, log: { fromIndex: 3, entries: [{ term: 5, command: Buffer.alloc(70, 0xff) }] } },
  { hardState: null, log: { fromIndex: 3, entries: [] } },
  { hardState: { currentTerm: 2 ** 48 - 1, votedFor: 1 }, log: null },
  {
    hardState: null,
    log: { fromIndex: 3, entries: [7, 8, 9].map((term) => ({ term, command: Buffer.from([term]) })) },
  },
  { hardState: { currentTerm: 2 ** 48 - 1, votedFor: 1 }, log: { fromIndex: 1, entries: [] } },
].map((persist, i) => ({ ...persist, sequence: i + 1 }));
