import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../../src/lab/simulation/eventQueue';

function drain<T>(queue: EventQueue<T>): T[] {
  const out: T[] = [];
  for (let event = queue.pop(); event !== undefined; event = queue.pop()) out.push(event);
  return out;
}

describe('EventQueue', () => {
  it('gives events back by time, and those of one time in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 300 }), (times) => {
        const queue = new EventQueue<{ atMs: number; i: number }>();
        const events = times.map((atMs, i) => ({ atMs, i }));
        for (const event of events) queue.push(event.atMs, event);
        expect(drain(queue)).toEqual(events.toSorted((a, b) => a.atMs - b.atMs || a.i - b.i));
      }),
    );
  });

  it('keeps its order while events come and go', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 50 })), { maxLength: 300 }), (moves) => {
        const queue = new EventQueue<{ atMs: number; i: number }>();
        const model: { atMs: number; i: number }[] = [];
        moves.forEach((atMs, i) => {
          if (atMs === null) {
            expect(queue.nextMs).toBe(model[0]?.atMs ?? Infinity);
            expect(queue.pop()).toEqual(model.shift());
          } else {
            queue.push(atMs, { atMs, i });
            model.push({ atMs, i });
            model.sort((a, b) => a.atMs - b.atMs || a.i - b.i);
          }
        });
        expect(queue.size).toBe(model.length);
      }),
    );
  });

  it('is empty after clear', () => {
    const queue = new EventQueue<string>();
    queue.push(1, 'a');
    queue.clear();
    expect(queue.nextMs).toBe(Infinity);
    expect(queue.pop()).toBeUndefined();
  });
});
