/** Those who want to be told of one kind of thing. */
export class Listeners<T> {
  readonly #all = new Set<(told: T) => void>();

  /** Returns its unsubscribe. */
  add(listener: (told: T) => void): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  tell(told: T): void {
    for (const listener of this.#all) listener(told);
  }
}
