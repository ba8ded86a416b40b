import { count, percent, percentTick, plural } from '../format';
import { roundTop } from './axis';
import type { Layer } from './layers';
import type { KeyEntry } from './key';
import { plotSvg, type Plot } from './plot';

/** The rate as it stood after n trials; its 95% interval where it is known. All 0 to 1. */
export interface RateAfter {
  readonly n: number;
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface SplitRateFigure {
  /** In the order of n. */
  readonly rates: readonly RateAfter[];
  /** 0 to 1; null for none. */
  readonly predicted: number | null;
  /** What it is called; theory unless it says otherwise. */
  readonly predictedName?: string;
  /** The run before, as it filled. */
  readonly before?: readonly Pick<RateAfter, 'n' | 'value'>[];
  readonly heading?: Plot['heading'];
}

const SIZE = { width: 720, height: 280 };

/** The split-vote rate as trials came in, in the interval that narrows around it. */
export function splitRateFigure(figure: SplitRateFigure): string {
  const { rates, predicted, predictedName = 'theory', before = [], heading } = figure;
  const last = rates.at(-1);
  const end = last?.n ?? 1;
  const known = rates.flatMap(({ n, interval }) => (interval === null ? [] : [{ n, ...interval }]));
  const layers: Layer[] = [
    {
      kind: 'band',
      low: known.map(({ n, low }) => ({ x: n, y: low })),
      high: known.map(({ n, high }) => ({ x: n, y: high })),
      colour: 'accent',
    },
  ];
  if (predicted !== null) {
    const points = [0, end].map((x) => ({ x, y: predicted }));
    layers.push({ kind: 'line', points, colour: 'soft', dash: [5, 3], width: 1.5 });
  }
  if (before.length > 0) {
    const earlier = before.map(({ n, value }) => ({ x: n, y: value }));
    layers.push({ kind: 'line', points: earlier, colour: 'grey', width: 1.3 });
  }
  const points = rates.map(({ n, value }) => ({ x: n, y: value }));
  layers.push({ kind: 'line', points, colour: 'accent' });
  const key: KeyEntry[] = [
    { name: 'rate so far', colour: 'accent', mark: 'line' },
    ...(known.length === 0 ? [] : [{ name: '95% interval', colour: 'accent', mark: 'area' } as const]),
    ...(predicted === null ? [] : [{ name: predictedName, colour: 'soft', mark: 'dashed' } as const]),
    ...(before.length === 0 ? [] : [{ name: 'run before', colour: 'grey', mark: 'line' } as const]),
  ];
  return plotSvg({
    ...SIZE,
    ...(heading === undefined ? {} : { heading }),
    description: `Split-vote rate after each of ${plural(end, 'trial')}; at the end ${percent(last?.value ?? null)}.`,
    x: { label: 'trials', min: 0, max: end, tick: count, ticks: 8, whole: true },
    y: { label: 'split-vote rate', min: 0, max: ceilingOf(rates, predicted), tick: percentTick },
    layers,
    key,
  });
}

/** Room for the interval once it has narrowed to a third of the trials; what it was before may stand out. */
function ceilingOf(rates: readonly RateAfter[], predicted: number | null): number {
  const settled = rates.filter(({ n }) => n >= (rates.at(-1)?.n ?? 0) / 3);
  const highest = Math.max(
    ...settled.map(({ value, interval }) => interval?.high ?? value),
    (predicted ?? 0) * 1.3,
    1e-6,
  );
  return Math.min(1, roundTop(highest * 1.1));
}
