import type { Environment } from '../../shared/environment';
import type { NodeId } from '../../shared/ids';
import type { Random } from '../../node/random';

interface LinkState {
  inBurst: boolean;
  /** When that changes. */
  untilMs: number;
}

/** Loss that comes in bursts, each directed link for itself: Gilbert and Elliott's two states, in continuous time. */
export class LossBursts {
  readonly #given: NonNullable<Environment['lossBursts']>;
  readonly #random: Random;
  /** By `from` × 2¹⁶ + `to`. */
  readonly #links = new Map<number, LinkState>();

  constructor(given: NonNullable<Environment['lossBursts']>, random: Random) {
    this.#given = given;
    this.#random = random;
  }

  reset(): void {
    this.#links.clear();
  }

  /** Times of one link do not go back. */
  loses(from: NodeId, to: NodeId, sentMs: number): boolean {
    const link = this.#link(from * 0x1_0000 + to, sentMs);
    while (link.untilMs <= sentMs) {
      link.inBurst = !link.inBurst;
      link.untilMs += this.#stayMs(link.inBurst);
    }
    return link.inBurst && this.#random() < this.#given.loss;
  }

  /** One that was never asked about is as likely to be in a burst as at any time. */
  #link(key: number, nowMs: number): LinkState {
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const { meanGapMs, meanLengthMs } = this.#given;
    const inBurst = this.#random() < meanLengthMs / (meanGapMs + meanLengthMs);
    const fresh = { inBurst, untilMs: nowMs + this.#stayMs(inBurst) };
    this.#links.set(key, fresh);
    return fresh;
  }

  #stayMs(inBurst: boolean): number {
    const meanMs = inBurst ? this.#given.meanLengthMs : this.#given.meanGapMs;
    return -meanMs * Math.log(1 - this.#random());
  }
}
