import { medianOf } from '../delayTail';
import { formatDistribution, parseDistribution, type Distribution } from '../distribution';
import { MAX_TIMEOUT_MS, type TimeoutRange } from '../settings';
import type { Values } from './parameter';

/** How people write the values of a sweep's parameters: the same short forms as the terminal's flags. */

/** A plain decimal number within the limits; null for anything else. */
export function numberIn(text: string, min: number, max: number): number | null {
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

export function wholeNumberIn(text: string, min: number, max: number): number | null {
  return /^\d+$/.test(text) ? numberIn(text, min, max) : null;
}

/** `5%` or `0.05`; null for what is not a share of 0 to 1. */
export function shareOf(text: string): number | null {
  if (!text.endsWith('%')) return numberIn(text, 0, 1);
  const percent = numberIn(text.slice(0, -1).trim(), 0, 100);
  return percent === null ? null : Number((percent / 100).toPrecision(12));
}

export function inPercent(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/** A number of `what` between two limits. */
export function numbers(what: string, min: number, max: number): Values<number> {
  return {
    allowed: `a number of ${what} from ${min} to ${max}`,
    parse: (text) => numberIn(text, min, max),
    format: String,
    order: (value) => value,
  };
}

export const SHARES: Values<number> = {
  allowed: 'a probability from 0 to 1, or a percentage such as 5%',
  parse: shareOf,
  format: String,
  order: (value) => value,
};

export const DELAYS: Values<Distribution> = {
  allowed: 'a delay',
  parse: parseDistribution,
  format: formatDistribution,
  order: medianOf,
};

export const TIMEOUT_RANGES: Values<TimeoutRange> = {
  allowed: `a range of milliseconds from 1 to ${MAX_TIMEOUT_MS}, the smaller first, such as 150-300`,
  parse: (text) => {
    const [low = '', high = '', ...rest] = text.split(/[-–]/);
    const minMs = numberIn(low.trim(), 1, MAX_TIMEOUT_MS);
    const maxMs = numberIn(high.trim(), 1, MAX_TIMEOUT_MS);
    return minMs === null || maxMs === null || rest.length > 0 || minMs > maxMs ? null : { minMs, maxMs };
  },
  format: ({ minMs, maxMs }) => `${minMs}-${maxMs}`,
  // By the longest, and among equals by the shortest.
  order: ({ minMs, maxMs }) => maxMs + minMs / (2 * MAX_TIMEOUT_MS),
};

export function choices<T extends string>(among: readonly T[]): Values<T> {
  return {
    options: among,
    allowed: `${among.slice(0, -1).join(', ')} or ${among.at(-1) ?? ''}`,
    parse: (text) => among.find((known) => known === text) ?? null,
    format: (value) => value,
    order: (value) => among.indexOf(value),
  };
}

const ON: readonly string[] = ['on', 'true', 'yes'];
const OFF: readonly string[] = ['off', 'false', 'no'];

export const ON_OFF: Values<boolean> = {
  options: ['off', 'on'],
  allowed: 'on or off',
  parse: (text) => (ON.includes(text) ? true : OFF.includes(text) ? false : null),
  format: (value) => (value ? 'on' : 'off'),
  order: Number,
};

/** What may also be absent, by a word of its own; that comes first in order. */
export function orWord<T>(word: string, values: Values<T>): Values<{ readonly is: T | null }> {
  return {
    allowed: `${word}, or ${values.allowed}`,
    parse: (text) => {
      if (text === word) return { is: null };
      const is = values.parse(text);
      return is === null ? null : { is };
    },
    format: ({ is }) => (is === null ? word : values.format(is)),
    order: ({ is }) => (is === null ? -1 : values.order(is)),
  };
}
