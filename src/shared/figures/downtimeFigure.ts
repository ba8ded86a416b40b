import { count, duration, percentTick, plural } from '../format';
import { ecdf, histogram, niceStep, type Step } from '../histogram';
import type { DowntimeSpread } from '../spread';
import { bandAround, isStepped, TAIL, withEnds } from './curve';
import type { Layer } from './layers';
import type { KeyEntry } from './key';
import type { ColourName } from './look';
import { plotSvg, type Plot } from './plot';

export interface DowntimeFigure {
  /** Ascending, ms. */
  readonly downtimesMs: readonly number[];
  /** Trials that hit their time cap: longer than all the others, nobody knows by how much. */
  readonly capped: number;
  /** Downtimes that were predicted, ascending, ms; empty for none. */
  readonly predictedMs: readonly number[];
  /** What they are called; predicted by simulation unless it says otherwise. */
  readonly predictedName?: string;
  /** Half the height of the band in which the true distribution lies, 0 to 1; null for no band. */
  readonly bandHalfWidth: number | null;
  /** Other runs, laid beside it as curves. */
  readonly beside?: readonly BesideCurve[];
  readonly heading?: Plot['heading'];
}

export interface BesideCurve {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly colour: ColourName;
  readonly dash: readonly number[];
}

const SIZE = { width: 720, height: 320 };
const MOST_BINS = 60;
const CURVE_POINTS = 400;

/** How many trials had which downtime, and the share at or below each. */
export function downtimeFigure(figure: DowntimeFigure): string {
  const { downtimesMs, capped, ...rest } = figure;
  const [fromMs, toMs] = downtimeAxis(figure);
  const trials = downtimesMs.length + capped;
  const shown = downtimesMs.filter((ms) => ms <= toMs);
  const spread = {
    trials,
    bins: histogram(shown, MOST_BINS),
    steps: ecdf(downtimesMs, CURVE_POINTS, trials),
  };
  return spreadFigure({ ...rest, spread, fromMs, toMs });
}

/** The same where only the spread of the downtimes is at hand. */
export interface SpreadFigure extends Omit<DowntimeFigure, 'downtimesMs' | 'capped'> {
  readonly spread: DowntimeSpread;
  /** The ends of the axis. */
  readonly fromMs: number;
  readonly toMs: number;
}

export function spreadFigure(figure: SpreadFigure): string {
  const { spread, fromMs, toMs, predictedMs, bandHalfWidth, beside = [], heading } = figure;
  const { bins, trials: total } = spread;
  const bars = (bins?.counts ?? []).map((value, i) => {
    const from = (bins?.start ?? 0) + i * (bins?.width ?? 0);
    return { from, to: from + (bins?.width ?? 0), value };
  });
  const stepped = isStepped(spread.steps);
  const measured = withEnds(spread.steps, toMs);
  const layers: Layer[] = [{ kind: 'bars', bars, colour: 'grey' }];
  if (bandHalfWidth !== null) {
    layers.push({
      kind: 'band',
      ...bandAround(measured, bandHalfWidth),
      colour: 'accent',
      onRight: true,
      stepped,
    });
  }
  for (const { steps, colour, dash } of beside) {
    const points = withEnds(steps, toMs);
    layers.push({
      kind: 'line',
      points,
      colour,
      dash,
      width: 1.4,
      onRight: true,
      stepped: isStepped(steps),
    });
  }
  if (predictedMs.length > 0) {
    layers.push({
      kind: 'line',
      points: withEnds(ecdf(predictedMs, CURVE_POINTS), toMs),
      colour: 'soft',
      dash: [5, 3],
      width: 1.5,
      onRight: true,
    });
  }
  layers.push({ kind: 'line', points: measured, colour: 'accent', onRight: true, stepped });

  return plotSvg({
    ...SIZE,
    ...(heading === undefined ? {} : { heading }),
    description: `Downtime of ${plural(total, 'trial')}: histogram and distribution from ${duration(fromMs)} to ${duration(toMs)}.`,
    x: { label: 'downtime, ms', min: fromMs, max: toMs, tick: count, ticks: 9 },
    y: {
      label: `trials per ${bins === null ? 'bin' : duration(bins.width)}`,
      min: 0,
      max: Math.max(1, ...(bins?.counts ?? [])) * 1.06,
      tick: count,
      whole: true,
    },
    right: { label: 'share at or below', min: 0, max: 1.06, tick: shareTick, ticks: 4 },
    layers,
    key: keyOf(figure),
  });
}

/** From where to where the axis goes, ms: all but the far tail. */
export function downtimeAxis({
  downtimesMs,
  predictedMs,
}: Pick<DowntimeFigure, 'downtimesMs' | 'predictedMs'>): [fromMs: number, toMs: number] {
  const samples = [downtimesMs, predictedMs].filter((sorted) => sorted.length > 0);
  if (samples.length === 0) return [0, 500];
  const low = Math.min(...samples.map((sorted) => sorted[0] ?? 0));
  const tail = Math.max(...samples.map((sorted) => sorted[Math.ceil((sorted.length - 1) * TAIL)] ?? 0));
  const longest = downtimesMs.at(-1) ?? tail;
  const high = longest <= tail * 1.4 ? Math.max(longest, tail) : tail;
  const step = niceStep(Math.max(1, (high - low) / 10));
  return [Math.max(0, Math.floor(low / step) * step), (Math.floor(high / step) + 1) * step];
}

function shareTick(share: number): string {
  return share > 1 ? '' : percentTick(share);
}

function keyOf({
  predictedMs,
  predictedName = 'predicted by simulation',
  bandHalfWidth,
  beside = [],
}: SpreadFigure): KeyEntry[] {
  return [
    { name: 'trials', colour: 'grey', mark: 'area' },
    {
      name: bandHalfWidth === null ? 'share at or below' : 'share at or below, 95% band',
      colour: 'accent',
      mark: 'line',
    },
    ...(predictedMs.length === 0 ? [] : [{ name: predictedName, colour: 'soft', mark: 'dashed' } as const]),
    ...beside.map(({ name, colour, dash }): KeyEntry => ({ name, colour, mark: 'dashed', dash })),
  ];
}
