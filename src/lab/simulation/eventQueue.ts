/**
 * What is to happen, earliest first; events of one time come out in the order in which they went in. A binary heap
 * whose keys lie in typed arrays, so that a million events cost no more memory than the most that wait at once.
 */
export class EventQueue<Event> {
  #times = new Float64Array(64);
  #orders = new Float64Array(64);
  readonly #events: Event[] = [];
  #pushed = 0;

  get size(): number {
    return this.#events.length;
  }

  /** When the next event is due; Infinity when there is none. */
  get nextMs(): number {
    return this.#events.length === 0 ? Infinity : (this.#times[0] ?? Infinity);
  }

  push(atMs: number, event: Event): void {
    const order = this.#pushed++;
    let hole = this.#events.length;
    this.#events.push(event);
    if (hole === this.#times.length) this.#grow();
    const times = this.#times;
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      // A parent of the same time went in before.
      if ((times[parent] ?? 0) <= atMs) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, atMs, order, event);
  }

  /** Takes the next event out; undefined when there is none. */
  pop(): Event | undefined {
    const first = this.#events[0];
    const last = this.#events.length - 1;
    const event = this.#events.pop();
    if (event === undefined || last === 0) return event;
    const atMs = this.#times[last] ?? 0;
    const order = this.#orders[last] ?? 0;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isBefore(child + 1, child)) child += 1;
      const childMs = this.#times[child] ?? 0;
      if (atMs < childMs || (atMs === childMs && order < (this.#orders[child] ?? 0))) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, atMs, order, event);
    return first;
  }

  clear(): void {
    this.#events.length = 0;
    this.#pushed = 0;
  }

  #isBefore(a: number, b: number): boolean {
    const aMs = this.#times[a] ?? 0;
    const bMs = this.#times[b] ?? 0;
    return aMs < bMs || (aMs === bMs && (this.#orders[a] ?? 0) < (this.#orders[b] ?? 0));
  }

  #move(from: number, to: number): void {
    const event = this.#events[from];
    if (event !== undefined) this.#put(to, this.#times[from] ?? 0, this.#orders[from] ?? 0, event);
  }

  #put(at: number, atMs: number, order: number, event: Event): void {
    this.#times[at] = atMs;
    this.#orders[at] = order;
    this.#events[at] = event;
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    const orders = new Float64Array(this.#times.length * 2);
    times.set(this.#times);
    orders.set(this.#orders);
    this.#times = times;
    this.#orders = orders;
  }
}
