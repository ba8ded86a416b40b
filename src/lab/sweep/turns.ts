import { seededRandom, type Random } from '../../node/random';
import { derivedSeed } from '../seeds';

/** One cell's turn. Rounds count from 0. */
export interface Turn {
  readonly cell: number;
  readonly round: number;
}

/**
 * Whose turn it is: round after round, each cell that wants more has one turn, in an order drawn anew for every round.
 * So a machine that gets slower or noisier does so for all cells alike. Cells of one group come one after another
 * within a round, where it costs something to change from group to group.
 */
export class Turns {
  readonly #seed: number;
  readonly #groups: readonly (readonly number[])[];
  #round = -1;
  #waiting: number[] = [];

  /** @param groups of cells, each cell in one of them */
  constructor(groups: readonly (readonly number[])[], seed: number) {
    this.#groups = groups;
    this.#seed = seed;
  }

  /** Null when no cell wants any more. */
  next(wants: (cell: number) => boolean): Turn | null {
    return this.#ofThisRound(wants) ?? this.#ofNextRound(wants);
  }

  #ofNextRound(wants: (cell: number) => boolean): Turn | null {
    this.#round += 1;
    const random = seededRandom(derivedSeed(this.#seed, this.#round));
    this.#waiting = shuffled(this.#groups, random).flatMap((cells) => shuffled(cells, random));
    return this.#ofThisRound(wants);
  }

  #ofThisRound(wants: (cell: number) => boolean): Turn | null {
    for (let cell = this.#waiting.shift(); cell !== undefined; cell = this.#waiting.shift()) {
      if (wants(cell)) return { cell, round: this.#round };
    }
    return null;
  }
}

/** Fisher and Yates, as of Durstenfeld (1964). */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}
