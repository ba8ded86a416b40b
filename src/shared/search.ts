/**
 * Those in whose texts every word of the query is found. Capitals, dashes and spaces make no difference; a query
 * without words finds all.
 */
export function withAllWords<T>(
  items: readonly T[],
  query: string,
  textsOf: (item: T) => readonly string[],
): T[] {
  const words = query
    .split(/\s+/)
    .map(plain)
    .filter((word) => word !== '');
  return items.filter((item) => {
    const text = textsOf(item).map(plain).join('\n');
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-–_\s]/g, '');
}
