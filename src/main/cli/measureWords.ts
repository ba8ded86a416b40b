import type { Measure, Reading } from '../../shared/sweep/measures';
import { decimal, percent, UNKNOWN } from './rows';

/** Readings of a sweep's measures, as the terminal writes them. */

/** The value in the measure's own unit, without its name. */
export function numberOf({ unit }: Pick<Measure, 'unit'>, value: number | null): string {
  if (value === null) return UNKNOWN;
  switch (unit) {
    case 'share':
      return percent(value);
    case 'count':
      return decimal(value, 2);
    case 'ms':
    case 'perHour':
    case 'perSecond':
      return decimal(value, 1);
  }
}

/** Nothing seen is an upper bound, not a rate of 0. */
export function inShort(measure: Measure, reading: Reading | null): string {
  if (reading === null) return UNKNOWN;
  const { value, high } = reading;
  const unseen = value === 0 && high !== null;
  return unseen ? `<${numberOf(measure, high)}` : numberOf(measure, value);
}

/** With its interval where there is one: `5.20% (3.90% to 6.91%)`. */
export function inFull(measure: Measure, reading: Reading | null): string {
  if (reading === null) return UNKNOWN;
  const { value, low, high } = reading;
  const words = numberOf(measure, value);
  return low === null && high === null
    ? words
    : `${words} (${numberOf(measure, low)} to ${numberOf(measure, high)})`;
}

const UNIT_IN_TITLE = {
  ms: ', ms',
  perHour: ', an hour',
  perSecond: ', a second',
  share: '',
  count: '',
} as const satisfies Record<Measure['unit'], string>;

/** `Split-vote rate`, `P99 downtime, ms`. */
export function titleOfMeasure({ name, unit }: Measure): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${UNIT_IN_TITLE[unit]}`;
}
