/**
 * One in so many, by steps of the golden ratio: even over time, and in step with no pattern of senders and receivers.
 * Every eighth of a leader's messages to 24 followers in turn would be to the same three.
 */
export class EvenSample {
  #offered = 0;

  /** How many there were to choose from. */
  get offered(): number {
    return this.#offered;
  }

  takes(every: number): boolean {
    return (this.#offered++ * 0.618_033_988_75) % 1 < 1 / every;
  }
}
