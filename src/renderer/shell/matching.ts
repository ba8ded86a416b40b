/**
 * Those whose title has every word of the query, in any order, as a part; failing that, those whose explanation has.
 * Titles that begin with the query come first; otherwise the order stays.
 */
export function matching<T extends { readonly title: string; readonly about: string }>(
  query: string,
  all: readonly T[],
): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const byTitle = all.filter((one) => has(one.title));
  const begins = (one: T) => (one.title.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return byTitle.length > 0
    ? byTitle.sort((a, b) => begins(a) - begins(b))
    : all.filter((one) => has(`${one.title} ${one.about}`));
}
