import type { Proportion } from '../runStatistics';
import { percentTick, rate } from '../format';
import { roundTop } from './axis';
import { seriesColour } from './look';
import type { Plot } from './plot';
import { rowsFigure } from './rowsFigure';

/** The split-vote rates of several runs on one scale, each with its interval. */
export function splitRatesFigure(
  runs: readonly { readonly name: string; readonly splitVoteRate: Proportion }[],
  heading?: Plot['heading'],
): string {
  const highest = Math.max(0.001, ...runs.map(({ splitVoteRate: { n, high } }) => (n === 0 ? 0 : high)));
  return rowsFigure({
    ...(heading === undefined ? {} : { heading }),
    description: `Split-vote rates: ${runs.map(({ name, splitVoteRate }) => `${name} ${rate(splitVoteRate)}`).join('; ')}.`,
    x: { label: 'split-vote rate', min: 0, max: Math.min(1, roundTop(highest)), tick: percentTick },
    rows: runs.map(({ name, splitVoteRate: { value, low, high, n } }, i) => ({
      name,
      colour: seriesColour(i),
      value,
      low: n === 0 ? null : low,
      high: n === 0 ? null : high,
    })),
    key: [],
  });
}
