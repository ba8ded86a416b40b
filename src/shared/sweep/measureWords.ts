import type { RunSummary } from '../runStatistics';
import type { Measure, Reading } from './measures';
import { count, duration, percent, UNKNOWN } from '../format';

/** Readings of a sweep's measures, as the window writes them. */

type Unit = Pick<Measure, 'unit'>;

/** A value of a measure on an axis or in the legend: "5%", "200 ms", "3". */
export function tickWords({ unit }: Unit, value: number): string {
  if (unit === 'share') return `${Number((value * 100).toPrecision(3))}%`;
  if (unit !== 'ms') {
    const number = value >= 10_000 ? count(value) : String(Number(value.toPrecision(3)));
    return unit === 'perHour' ? `${number}/h` : unit === 'perSecond' ? `${number}/s` : number;
  }
  return value >= 10_000
    ? `${Number((value / 1000).toPrecision(3))} s`
    : `${Number(value.toPrecision(3))} ms`;
}

/** A reading as short as a cell wants it. Nothing seen is the upper bound, never 0 alone. */
export function cellWords(measure: Unit, { value, high }: Reading): string {
  return value === 0 && high !== null ? `<${shortWords(measure, high)}` : shortWords(measure, value);
}

/** Without the unit, which is the legend's; a share with its own. */
function shortWords({ unit }: Unit, value: number): string {
  switch (unit) {
    case 'share':
      return percent(value);
    case 'count':
      return value.toFixed(2);
    case 'perHour':
    case 'perSecond':
      return value < 10 ? value.toFixed(1) : count(value);
    case 'ms':
      return value >= 10_000 ? `${count(value / 1000)} s` : value < 10 ? value.toFixed(1) : count(value);
  }
}

function numberWords(measure: Unit, value: number | null): string {
  if (value === null) return UNKNOWN;
  switch (measure.unit) {
    case 'ms':
      return duration(value);
    case 'perHour':
      return `${shortWords(measure, value)} an hour`;
    case 'perSecond':
      return `${shortWords(measure, value)} a second`;
    case 'share':
    case 'count':
      return shortWords(measure, value);
  }
}

/** A reading in two parts: "312 ms" and "298–330 ms", "0%" and "at most 3.7%"; null where no interval is known. */
export interface ReadingWords {
  readonly value: string;
  readonly interval: string | null;
}

export function readingParts(measure: Unit, reading: Reading | null): ReadingWords {
  if (reading === null) return { value: UNKNOWN, interval: null };
  const { low, high } = reading;
  const value = numberWords(measure, reading.value);
  if (low === null && high === null) return { value, interval: null };
  const [from, to] = [boundWords(measure, low), boundWords(measure, high)];
  return { value, interval: reading.value === 0 && high !== null ? `at most ${to}` : between(from, to) };
}

/** The value with its interval: "312 ms (298–330 ms)", "0% (at most 3.7%)". */
export function readingWords(measure: Unit, reading: Reading | null): string {
  const { value, interval } = readingParts(measure, reading);
  return interval === null ? value : `${value} (${interval})`;
}

/** The end of an interval, after its value: the hour need not be said twice. */
function boundWords(measure: Unit, bound: number | null): string {
  const said = measure.unit === 'perHour' || measure.unit === 'perSecond';
  return bound !== null && said ? shortWords(measure, bound) : numberWords(measure, bound);
}

/** "298–330 ms"; where the units differ, or one end is not known, "298 ms to n/a". */
function between(low: string, high: string): string {
  const unit = /[^\d.]*$/.exec(high)?.[0] ?? '';
  const alike = low.endsWith(unit) && /\d$/.test(low.slice(0, low.length - unit.length));
  return alike ? `${low.slice(0, low.length - unit.length)}–${high}` : `${low} to ${high}`;
}

/** What a summary says of a measure, with its interval. */
export function summaryWords(measure: Measure, summary: RunSummary): string {
  return readingWords(measure, measure.read(summary));
}
