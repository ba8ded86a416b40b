import type { Proportion } from '../../shared/runStatistics';
import { count, percent, UNKNOWN } from '../../shared/format';
import { html, type Content } from './markup';
import type { Interval } from './runReport';

/** "178.3", for a column of ms. */
export function ms(value: number | null): string {
  return value === null ? UNKNOWN : value.toFixed(1);
}

/** "175.1 – 181.0", with what is not known left open. */
export function msInterval(interval: Interval | null): string {
  if (interval === null || (interval.low === null && interval.high === null)) return '';
  const { low, high } = interval;
  if (high === null) return `at least ${ms(low)}`;
  return low === null ? `at most ${ms(high)}` : `${ms(low)} – ${ms(high)}`;
}

/** "3.2% – 9.7%". */
export function rateInterval({ low, high, n }: Proportion): string {
  return n === 0 ? UNKNOWN : `${percent(low)} – ${percent(high)}`;
}

/** A rate in a sentence or a cell: with its interval and its n, always. */
export function rateInFull(rate: Proportion): Content {
  if (rate.value === null) return UNKNOWN;
  return html`<b>${percent(rate.value)}</b>
    <span class="soft">(95%: ${rateInterval(rate)}; ${count(rate.successes)} of ${count(rate.n)})</span>`;
}
