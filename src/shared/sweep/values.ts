import { LabError } from '../errors';

/** A range of values may not be longer; nor may a grid. */
export const MAX_CELLS = 2500;

const VALUES_HELP =
  'values are a list such as 0,5,10, or a range with its step such as 0..30/5 (or its factor: 1..64x2)';

const NUMBER = /\d+(?:\.\d+)?/g;
/** `from..to/step`, `from..toxfactor`. */
const RANGE = /^(.+?)\.\.(.+?)\s*([/x])\s*(\d+(?:\.\d+)?)%?$/;

/**
 * Writes out what people type for many values: a list with commas, each a value or a range with its step. A range may
 * be of anything that has numbers in it, and of those, all that differ move together: `0..30/5`, `10%..50%/10`,
 * `150-200..150-300/25`, `uniform:1:2..uniform:4:5/1`, `1..64x2`. The end belongs to the range where a step meets it.
 *
 * @throws LabError `bad-argument` with what is allowed
 */
export function expandValues(text: string): string[] {
  const values = text.split(',').flatMap((part) => expandRange(part.trim()));
  if (values.length > MAX_CELLS) throw tooMany(text);
  return values;
}

function expandRange(text: string): string[] {
  if (text === '') throw new LabError('bad-argument', `A value is missing: ${VALUES_HELP}.`);
  if (!text.includes('..')) return [text];
  const [, from, to, kind, amount] = RANGE.exec(text) ?? [];
  if (from === undefined || to === undefined || amount === undefined) {
    throw new LabError('bad-argument', `"${text}" has no step: ${VALUES_HELP}.`);
  }
  if (from.replace(NUMBER, '#') !== to.replace(NUMBER, '#')) {
    throw new LabError('bad-argument', `"${from}" and "${to}" are not of one form: ${VALUES_HELP}.`);
  }
  const start = numbersOf(from);
  const end = numbersOf(to);
  const step = Number(amount);
  const count = kind === 'x' ? factorsBetween(start, end, step) : stepsBetween(start, end, step);
  if (count === null) throw new LabError('bad-argument', `"${text}" leads nowhere: ${VALUES_HELP}.`);
  if (count >= MAX_CELLS) throw tooMany(text);
  return Array.from({ length: count + 1 }, (_, i) => {
    let at = 0;
    return from.replace(NUMBER, () => {
      const first = start[at] ?? 0;
      const moves = first !== end[at];
      at += 1;
      return String(moves ? tidy(kind === 'x' ? first * step ** i : first + step * i) : first);
    });
  });
}

/** How many steps fit; null when the numbers that move do not move upwards by the same. */
function stepsBetween(start: readonly number[], end: readonly number[], step: number): number | null {
  const distances = start.map((first, i) => tidy((end[i] ?? 0) - first)).filter((distance) => distance !== 0);
  return whole(distances, (distance) => distance / step);
}

function factorsBetween(start: readonly number[], end: readonly number[], factor: number): number | null {
  const ratios = start.map((first, i) => (end[i] ?? 0) / first).filter((ratio) => ratio !== 1);
  return factor <= 1 ? null : whole(ratios, (ratio) => Math.log(ratio) / Math.log(factor));
}

function whole(spans: readonly number[], count: (span: number) => number): number | null {
  const [first] = spans;
  if (first === undefined) return 0;
  if (spans.some((span) => Math.abs(span - first) > 1e-9 * Math.abs(first))) return null;
  const steps = Math.floor(count(first) + 1e-9);
  return Number.isFinite(steps) && steps >= 0 ? steps : null;
}

function numbersOf(text: string): number[] {
  return Array.from(text.matchAll(NUMBER), ([digits]) => Number(digits));
}

/** Without what adding up tenths leaves behind. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function tooMany(text: string): LabError {
  return new LabError('bad-argument', `"${text}" is more than ${MAX_CELLS} values: choose a longer step.`);
}
