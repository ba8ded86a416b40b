import type { Measure } from './measures';

/** At most how much of a rate is good enough. */
export type Thresholds = Readonly<Record<'share' | 'perHour', number>>;

export const USUAL_THRESHOLDS: Thresholds = { share: 0.01, perHour: 1 };

interface Threshold {
  readonly value: number;
  /** Completes "stays at most …". */
  readonly words: string;
}

const share = (value: number): Threshold => ({ value, words: `${value * 100}%` });

export const THRESHOLDS: Readonly<Record<keyof Thresholds, readonly Threshold[]>> = {
  share: [0.001, 0.01, 0.05, 0.1].map(share),
  perHour: [
    { value: 1 / 24, words: 'one a day' },
    { value: 1, words: 'one an hour' },
    { value: 10, words: '10 an hour' },
    { value: 60, words: 'one a minute' },
  ],
};

/** The unit of a measure that has a threshold; null for those that are to be least. */
export function thresholdUnit({ unit, better }: Measure): keyof Thresholds | null {
  return better === 'less' && (unit === 'share' || unit === 'perHour') ? unit : null;
}

export function thresholdWords(unit: keyof Thresholds, value: number): string {
  return THRESHOLDS[unit].find((known) => known.value === value)?.words ?? String(value);
}
