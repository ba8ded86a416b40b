import { percent, percentTick, plural } from '../format';
import type { Proportion } from '../runStatistics';
import { plotSvg, type Plot } from './plot';

export interface TermsUsedFigure {
  /** The share of trials that took so many terms, with its interval; ascending, and none left out between. */
  readonly shares: readonly { readonly terms: number; readonly share: Proportion }[];
  readonly heading?: Plot['heading'];
}

const SIZE = { width: 720, height: 250 };
const BAR = 0.36;

/** How many terms trials took until there was a leader again: 1 is an election that succeeded at once. */
export function termsUsedFigure({ shares, heading }: TermsUsedFigure): string {
  const first = shares[0]?.terms ?? 1;
  const last = shares.at(-1)?.terms ?? 1;
  const n = shares[0]?.share.n ?? 0;
  const highest = Math.max(0.01, ...shares.map(({ share }) => share.high));
  return plotSvg({
    ...SIZE,
    ...(heading === undefined ? {} : { heading }),
    description: `Terms used by ${plural(n, 'trial')}: ${shares.map(({ terms, share }) => `${terms} in ${percent(share.value)}`).join(', ')}.`,
    x: {
      label: 'terms used',
      min: first - 0.6,
      max: Math.max(last, first + 3) + 0.6,
      tick: String,
      whole: true,
      ticks: 16,
    },
    y: { label: 'share of trials', min: 0, max: Math.min(1, highest) * 1.04, tick: percentTick },
    layers: [
      {
        kind: 'bars',
        bars: shares.map(({ terms, share }) => ({
          from: terms - BAR,
          to: terms + BAR,
          value: share.value ?? 0,
        })),
        colour: 'accent',
      },
      {
        kind: 'whiskers',
        whiskers: shares
          .filter(({ share }) => share.successes > 0)
          .map(({ terms, share }) => ({ x: terms, low: share.low, high: share.high })),
      },
    ],
    key: [],
  });
}
