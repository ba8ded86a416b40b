/** Somebody's wish to have messages traced. */
export interface TraceClaim {
  /** @param every one in so many messages; 0: none */
  change(every: number): void;
  /** Harmless when it has ended already. */
  end(): void;
}

interface Wish {
  every: number;
  readonly givesWay: boolean;
}

/**
 * How many messages the nodes trace: as many as whoever wants the most. Windows and measurements want some at the same
 * time, and none of them knows of the others.
 */
export class TraceClaims {
  readonly #tell: (every: number) => void;
  readonly #wishes = new Set<Wish>();
  #every = 0;

  /** @param tell told whenever the number is another */
  constructor(tell: (every: number) => void) {
    this.#tell = tell;
  }

  /** One in so many messages is traced; 0: none. */
  get every(): number {
    return this.#every;
  }

  claim(every: number): TraceClaim {
    return this.#take({ every, givesWay: false });
  }

  /** As `claim`, but it counts only while nobody else wants any. */
  claimUnlessOthers(every: number): TraceClaim {
    return this.#take({ every, givesWay: true });
  }

  #take(wish: Wish): TraceClaim {
    this.#wishes.add(wish);
    this.#settle();
    return {
      change: (every) => {
        wish.every = every;
        this.#settle();
      },
      end: () => {
        this.#wishes.delete(wish);
        this.#settle();
      },
    };
  }

  #settle(): void {
    const wanted = [...this.#wishes].filter(({ every }) => every > 0);
    const firm = wanted.filter(({ givesWay }) => !givesWay);
    const counting = firm.length > 0 ? firm : wanted;
    const every = counting.length === 0 ? 0 : Math.min(...counting.map((wish) => wish.every));
    if (every === this.#every) return;
    this.#every = every;
    this.#tell(every);
  }
}
