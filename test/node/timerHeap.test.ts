import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TimerHeap, type Due } from '../../src/node/timerHeap';

it('always has first what is due first, and of these what was placed first, however things are placed, moved and removed', () => {
  const operation = fc.record({ item: fc.nat(15), dueMs: fc.option(fc.nat(20)) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const heap = new TimerHeap<Due>();
      const items: Due[] = Array.from({ length: 16 }, () => ({ dueMs: 0, heapIndex: -1, order: 0 }));
      const model = new Map<Due, number>();
      for (const { item, dueMs } of operations) {
        const due = items[item]!;
        model.delete(due);
        if (dueMs === null) {
          heap.remove(due);
        } else {
          heap.place(due, dueMs);
          model.set(due, dueMs);
        }
        expect(heap.size).toBe(model.size);
        expect(heap.first).toBe(inOrder(model)[0]);
      }
      const drained: Due[] = [];
      for (let first = heap.first; first !== undefined; first = heap.first) {
        drained.push(first);
        heap.remove(first);
      }
      expect(drained).toEqual(inOrder(model));
    }),
  );
});

/** A map keeps its keys in the order in which they were set, and the sort keeps that among equals. */
function inOrder(model: ReadonlyMap<Due, number>): Due[] {
  return [...model].sort(([, a], [, b]) => a - b).map(([due]) => due);
}
