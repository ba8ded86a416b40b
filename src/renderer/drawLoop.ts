/** Something that is drawn again and again outside of Vue. */
export interface Drawing {
  /** Least time between two draws, ms; 0 for every frame. Asked before each frame: it may change. */
  readonly intervalMs: number;
  draw(localMs: number): void;
}

export interface LoopReadings {
  /** Frames in the last second. */
  readonly fps: number;
  /** 95th percentile of the time spent drawing in a frame, ms, over the last few seconds; null at first. */
  readonly drawP95Ms: number | null;
}

/** Slow drawings share what is left of this per frame, so that they never fall on the same frame all at once, ms. */
const BUDGET_MS = 4;
const READINGS_KEPT = 240;

/**
 * The one animation loop of the window. Drawings of every frame come first; of the others the most overdue are drawn
 * until the frame's budget is spent, at least one.
 */
export class DrawLoop {
  /** When each was drawn last. */
  readonly #drawings = new Map<Drawing, number>();
  readonly #frameTimes: number[] = [];
  readonly #costs: number[] = [];
  #running = false;

  constructor(
    private readonly request: (callback: (localMs: number) => void) => void = (callback) => {
      requestAnimationFrame(callback);
    },
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Returns how to take the drawing out again. */
  add(drawing: Drawing): () => void {
    this.#drawings.set(drawing, -Infinity);
    if (!this.#running) {
      this.#running = true;
      this.request(this.#frame);
    }
    return () => {
      this.#drawings.delete(drawing);
    };
  }

  get readings(): LoopReadings {
    const sorted = [...this.#costs].sort((a, b) => a - b);
    return {
      fps: this.#frameTimes.length,
      drawP95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? null,
    };
  }

  readonly #frame = (localMs: number): void => {
    if (this.#drawings.size === 0) {
      this.#running = false;
      return;
    }
    this.request(this.#frame);
    const begun = this.nowMs();
    const due = [...this.#drawings].filter(([drawing, last]) => localMs - last >= drawing.intervalMs);
    const slow = due.filter(([{ intervalMs }]) => intervalMs > 0).sort((a, b) => a[1] - b[1]);
    for (const [drawing] of due) if (drawing.intervalMs === 0) this.#draw(drawing, localMs);
    for (const [i, [drawing]] of slow.entries()) {
      if (i > 0 && this.nowMs() - begun >= BUDGET_MS) break;
      this.#draw(drawing, localMs);
    }
    this.#note(localMs, this.nowMs() - begun);
  };

  #draw(drawing: Drawing, localMs: number): void {
    this.#drawings.set(drawing, localMs);
    drawing.draw(localMs);
  }

  #note(localMs: number, costMs: number): void {
    this.#frameTimes.push(localMs);
    while ((this.#frameTimes[0] ?? localMs) <= localMs - 1000) this.#frameTimes.shift();
    this.#costs.push(costMs);
    if (this.#costs.length > READINGS_KEPT) this.#costs.shift();
  }
}

export const drawLoop = new DrawLoop();
