import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/lab/sweep/turns';

const all = (cells: number): number[] => Array.from({ length: cells }, (_, cell) => cell);

function rounds(turns: Turns, cells: number, count: number): number[][] {
  return Array.from({ length: count }, () => all(cells).map(() => turns.next(() => true)?.cell ?? -1));
}

describe('the turns of cells', () => {
  it('come once in every round, in an order of their own each time', () => {
    const orders = rounds(new Turns([all(40)], 7), 40, 3);
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(all(40));
    expect(new Set(orders.map(String)).size).toBe(3);
    expect(orders[0]).not.toEqual(all(40));
  });

  it('are the same for the same seed, and others for another', () => {
    expect(rounds(new Turns([all(9)], 7), 9, 2)).toEqual(rounds(new Turns([all(9)], 7), 9, 2));
    expect(rounds(new Turns([all(9)], 7), 9, 2)).not.toEqual(rounds(new Turns([all(9)], 8), 9, 2));
  });

  it('pass over cells that want no more, and end when none does', () => {
    const left = [2, 0, 3];
    const turns = new Turns([all(3)], 1);
    const had: number[] = [];
    for (;;) {
      const turn = turns.next((cell) => (left[cell] ?? 0) > 0);
      if (turn === null) break;
      left[turn.cell]! -= 1;
      had.push(turn.cell);
    }
    expect(had.toSorted()).toEqual([0, 0, 2, 2, 2]);
    expect(new Set(had.slice(0, 2)).size).toBe(2);
  });

  it('of one group follow each other within a round', () => {
    const turns = new Turns(
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      3,
    );
    for (const order of rounds(turns, 6, 5)) {
      const groups = order.map((cell) => cell < 3).join(' ');
      expect(['true true true false false false', 'false false false true true true']).toContain(groups);
    }
  });
});
