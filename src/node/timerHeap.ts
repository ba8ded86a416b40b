/** Something that is due at a time. Its heap keeps its position, so that it can be moved and taken out. */
export interface Due {
  dueMs: number;
  /** Position in the heap, −1 outside. Kept by the heap alone, as is `order`. */
  heapIndex: number;
  /** Counts placements: of two that are due at once, the one placed first is first. */
  order: number;
}

/** A binary heap of things by the time they are due; each can be moved or removed in O(log n). */
export class TimerHeap<T extends Due> {
  private readonly items: T[] = [];
  private placements = 0;

  get size(): number {
    return this.items.length;
  }

  /** The one that is due first. */
  get first(): T | undefined {
    return this.items[0];
  }

  /** Puts it in, or at its new place, by `dueMs`. */
  place(item: T, dueMs: number): void {
    item.dueMs = dueMs;
    item.order = this.placements += 1;
    if (item.heapIndex < 0) {
      item.heapIndex = this.items.length;
      this.items.push(item);
    }
    if (!this.moveUp(item)) this.moveDown(item);
  }

  /** Takes it out, if it is in. */
  remove(item: T): void {
    const index = item.heapIndex;
    if (index < 0) return;
    item.heapIndex = -1;
    const last = this.items.pop();
    if (last === undefined || last === item) return;
    this.put(last, index);
    if (!this.moveUp(last)) this.moveDown(last);
  }

  private put(item: T, index: number): void {
    this.items[index] = item;
    item.heapIndex = index;
  }

  private moveUp(item: T): boolean {
    const start = item.heapIndex;
    let index = start;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.items[parentIndex];
      if (parent === undefined || isBefore(parent, item)) break;
      this.put(parent, index);
      index = parentIndex;
    }
    this.put(item, index);
    return index !== start;
  }

  private moveDown(item: T): void {
    let index = item.heapIndex;
    for (;;) {
      const left = this.items[2 * index + 1];
      const right = this.items[2 * index + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || isBefore(item, child)) break;
      const childIndex = child.heapIndex;
      this.put(child, index);
      index = childIndex;
    }
    this.put(item, index);
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
