/** "A 1, B 2 and C 1". */
export function inSeries(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** "171 ms", "2.3 s". */
export function durationInWords(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** "12.5%". @param share 0 to 1 */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}

/** "150–300 ms". */
export function rangeInWords(minMs: number, maxMs: number): string {
  return `${minMs}–${maxMs} ms`;
}

/** Without the full stop at its end: to be part of another sentence. */
export function asClause(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
