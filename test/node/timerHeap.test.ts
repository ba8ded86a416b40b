import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TimerHeap, type Due } from '../../src/node/timerHeap';

it('always has first what is due first, however things are placed, moved and removed', () => {
  const operation = fc.record({ item: fc.nat(15), dueMs: fc.option(fc.nat(50)) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const heap = new TimerHeap<Due>();
      const items: Due[] = Array.from({ length: 16 }, () => ({ dueMs: 0, heapIndex: -1 }));
      const model = new Map<Due, number>();
      for (const { item, dueMs } of operations) {
        const due = items[item]!;
        if (dueMs === null) {
          heap.remove(due);
          model.delete(due);
        } else {
          heap.place(due, dueMs);
          model.set(due, dueMs);
        }
        expect(heap.size).toBe(model.size);
        expect(heap.first?.dueMs).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
      }
      const drained: number[] = [];
      for (let first = heap.first; first !== undefined; first = heap.first) {
        drained.push(first.dueMs);
        heap.remove(first);
      }
      expect(drained).toEqual([...model.values()].sort((a, b) => a - b));
    }),
  );
});
