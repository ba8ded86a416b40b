import { LabError } from '../../shared/errors';
import { oneOf } from '../../shared/issues';

/** What the command line parser gives for one flag: a word, a number, `true` for a bare flag, a list when repeated. */
export type Flags = Readonly<Record<string, unknown>>;

/** What stands for an empty word: the parser would take `--latency ''` for 0. No argument can hold this character. */
export const EMPTY_VALUE = '\0';

interface Limits {
  readonly min: number;
  readonly max: number;
}

/**
 * Readers of one flag each: the value, `undefined` where the flag is absent, or a LabError `bad-argument` that says
 * what is allowed. `name` is the flag as people type it, without its dashes.
 */

export function readText(flags: Flags, name: string): string | undefined {
  const value = flags[camelCase(name)];
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw new LabError('bad-argument', `--${name} is given more than once.`);
  if (value === EMPTY_VALUE) return '';
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  throw new LabError('bad-argument', `--${name} needs a value after it.`);
}

export function readSwitch(flags: Flags, name: string): boolean {
  const value = flags[camelCase(name)];
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new LabError('bad-argument', `--${name} is a switch and takes no value: it is there or it is not.`);
}

/** A switch that is on unless it was given as `--no-…`. */
export function readSwitchedOff(flags: Flags, name: string): boolean {
  return flags[camelCase(name)] !== undefined && !readSwitch(flags, name);
}

export function readInteger(flags: Flags, name: string, { min, max }: Limits): number | undefined {
  return readNumeric(flags, name, `a whole number from ${min} to ${max}`, (value) => {
    return Number.isInteger(value) && value >= min && value <= max;
  });
}

/** `unit` completes "a number of …", e.g. "milliseconds". */
export function readNumber(flags: Flags, name: string, unit: string, limits: Limits): number | undefined {
  const allowed = `a number of ${unit} from ${limits.min} to ${limits.max}`;
  return readNumeric(flags, name, allowed, (value) => value >= limits.min && value <= limits.max);
}

export function readProbability(
  flags: Flags,
  name: string,
  { min, max }: Limits = { min: 0, max: 1 },
): number | undefined {
  const allowed = `a probability from ${min} to ${max}`;
  return readNumeric(flags, name, allowed, (value) => value >= min && value <= max);
}

/** `MIN-MAX` in milliseconds. */
export function readRange(flags: Flags, name: string, { min, max }: Limits): [number, number] | undefined {
  const text = readText(flags, name);
  if (text === undefined) return undefined;
  const [low, high, ...rest] = text.split('-').map((part) => (part === '' ? Number.NaN : Number(part)));
  if (
    low !== undefined &&
    high !== undefined &&
    rest.length === 0 &&
    low >= min &&
    low <= high &&
    high <= max
  ) {
    return [low, high];
  }
  throw refusal(
    name,
    text,
    `a range of milliseconds from ${min} to ${max}, the smaller first, such as 150-300`,
  );
}

export function readChoice<T extends string>(
  flags: Flags,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = readText(flags, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw refusal(name, text, oneOf(choices));
  return choice;
}

function readNumeric(
  flags: Flags,
  name: string,
  allowed: string,
  isAllowed: (value: number) => boolean,
): number | undefined {
  const text = readText(flags, name);
  if (text === undefined) return undefined;
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && isAllowed(value)) return value;
  throw refusal(name, text, allowed);
}

function refusal(name: string, text: string, allowed: string): LabError {
  return new LabError('bad-argument', `--${name} takes ${allowed}; "${text}" is not one.`);
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
