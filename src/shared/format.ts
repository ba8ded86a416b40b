import type { Proportion } from './runStatistics';

/** What a number that is not known reads as. */
export const UNKNOWN = 'n/a';

/** A thin space groups thousands: 2037 stays, 18 204 is grouped from five digits on. */
export function count(value: number): string {
  const digits = Math.round(value).toString();
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** Milliseconds with as many decimals as matter: "0.12 ms", "7.4 ms", "178 ms", "12.4 s". */
export function duration(valueMs: number | null): string {
  if (valueMs === null) return UNKNOWN;
  if (valueMs === 0) return '0 ms';
  const size = Math.abs(valueMs);
  if (size >= 10_000) return `${(valueMs / 1000).toFixed(1)} s`;
  return `${valueMs.toFixed(size < 1 ? 2 : size < 10 ? 1 : 0)} ms`;
}

/** "5.2%"; small shares keep two digits ("0.063%"). */
export function percent(share: number | null): string {
  if (share === null) return UNKNOWN;
  const value = share * 100;
  if (value === 0) return '0%';
  if (value >= 9.95) return `${value.toFixed(value >= 99.95 ? 0 : 1)}%`;
  if (value >= 0.095) return `${value.toFixed(value >= 0.95 ? 1 : 2)}%`;
  return value < 0.0001 ? '<0.0001%' : `${Number(value.toPrecision(2))}%`;
}

/** A share as a tick of an axis: "20%", "2.5%". */
export function percentTick(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}

/** The 95% interval of a proportion: "3.2–9.7%". */
export function interval(p: Pick<Proportion, 'low' | 'high' | 'n'>): string {
  return p.n === 0 ? UNKNOWN : `${percent(p.low).slice(0, -1)}–${percent(p.high)}`;
}

/** A rate with its interval and n. Nothing seen is never "0%" alone: "0% (at most 3.7%)". */
export function rate(p: Proportion): string {
  if (p.value === null) return UNKNOWN;
  return p.successes === 0 ? `0% (at most ${percent(p.high)})` : `${percent(p.value)} (${interval(p)})`;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Memory in whole megabytes. */
export function megabytes(bytes: number | null): string {
  return bytes === null ? UNKNOWN : `${Math.round(bytes / 1e6)} MB`;
}
