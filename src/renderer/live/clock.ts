import type { LabFrame } from '../../shared/contract';

/** A jump this large between two frames means another lab (or a slept machine), not a slow delivery. */
const JUMP_MS = 1000;
/** How much of a frame's lateness is believed, so that one lucky early frame does not count for ever. */
const FORGET = 0.01;

/**
 * The lab's clock as this window sees it. A frame says "now is t" and arrives an unknown bit later; the frame that
 * arrived least late tells the offset best. All times are ms.
 */
export class LabClock {
  #offsetMs: number | null = null;
  /** The lab's clock on the wall less its own. */
  #wallOffsetMs: number | null = null;
  #frozenAtMs: number | null = null;

  /** A frame arrived at `localMs` (performance.now). */
  heard({ nowMs, wallMs }: Pick<LabFrame, 'nowMs' | 'wallMs'>, localMs: number): void {
    this.#wallOffsetMs = wallMs - nowMs;
    const offset = nowMs - localMs;
    const known = this.#offsetMs;
    if (known === null || offset > known || known - offset > JUMP_MS) this.#offsetMs = offset;
    else this.#offsetMs = known - (known - offset) * FORGET;
  }

  /** The lab's time at `localMs`, or null before the first frame. Stands still while frozen. */
  at(localMs: number): number | null {
    if (this.#frozenAtMs !== null) return this.#frozenAtMs;
    return this.#offsetMs === null ? null : localMs + this.#offsetMs;
  }

  freeze(localMs: number): void {
    this.#frozenAtMs = this.at(localMs);
  }

  thaw(): void {
    this.#frozenAtMs = null;
  }

  /** The time of day (ms since 1970) of a lab time, as the lab's machine has it. Null before the first frame. */
  wallTime(labMs: number): number | null {
    return this.#wallOffsetMs === null ? null : labMs + this.#wallOffsetMs;
  }
}
