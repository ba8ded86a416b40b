/** Folders that are read at once: there may be more of them than files that the system lets us open. */
const AT_ONCE = 32;

/** Does some work for each, so many at once, and returns what comes of it in their order. */
export async function fewAtOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    done.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(work))));
  }
  return done;
}
