/**
 * What a client is answered, as bytes: a status, and after `value` the value as UTF-8.
 *
 * - `done`: put, delete or noop was applied.
 * - `value`: the key's value. `missing`: the key has none.
 * - `stale`: the client has since had a later command applied, so this one's answer is no longer kept.
 * - `invalid`: the entry holds no command that this version understands; nothing was changed.
 */
export type Result =
  | { readonly status: 'done' | 'missing' | 'stale' | 'invalid' }
  | { readonly status: 'value'; readonly value: string };

const STATUS_CODES = { done: 0, value: 1, missing: 2, stale: 3, invalid: 4 } as const;

export function encodeResult(result: Result): Uint8Array<ArrayBuffer> {
  const value = result.status === 'value' ? new TextEncoder().encode(result.value) : new Uint8Array(0);
  const bytes = new Uint8Array(1 + value.length);
  bytes[0] = STATUS_CODES[result.status];
  bytes.set(value, 1);
  return bytes;
}

/** Null for bytes that are not a result. */
export function decodeResult(bytes: Uint8Array): Result | null {
  const code = bytes[0];
  if (code === STATUS_CODES.value)
    return { status: 'value', value: new TextDecoder().decode(bytes.subarray(1)) };
  if (bytes.length !== 1) return null;
  for (const status of ['done', 'missing', 'stale', 'invalid'] as const) {
    if (code === STATUS_CODES[status]) return { status };
  }
  return null;
}
