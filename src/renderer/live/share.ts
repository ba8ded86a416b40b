/**
 * `next`, with every part that equals the same part of `known` replaced by it, down to `known` itself when all is
 * equal: what has not changed keeps its identity, so that nothing that depends on it is drawn again. For plain data.
 */
export function share<T>(known: unknown, next: T): T {
  return shared(known, next) as T;
}

function shared(known: unknown, next: unknown): unknown {
  if (Object.is(known, next)) return known;
  if (Array.isArray(known) && Array.isArray(next)) {
    const parts = next.map((part: unknown, i) => shared(known[i], part));
    return parts.length === known.length && parts.every((part, i) => Object.is(part, known[i]))
      ? known
      : parts;
  }
  if (isRecord(known) && isRecord(next)) {
    const keys = Object.keys(next);
    const parts = keys.map((key) => [key, shared(known[key], next[key])] as const);
    const same =
      keys.length === Object.keys(known).length && parts.every(([key, part]) => Object.is(part, known[key]));
    return same ? known : Object.fromEntries(parts);
  }
  return next;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
