import type { ComparedRun } from '../runs/api';
import { count, percentTick, plural } from '../format';
import { niceStep } from '../histogram';
import { QUARTERS } from './axis';
import { bandAround, isStepped, TAIL, withEnds } from './curve';
import type { Layer } from './layers';
import { dashOfSeries, seriesColour } from './look';
import { plotSvg, type Plot } from './plot';

export type ComparedCurve = Pick<ComparedRun, 'name' | 'trials' | 'steps' | 'bandHalfWidth'>;

const SIZE = { width: 720, height: 340 };
const LEAST_STEPS = 5;

/** The distribution functions of several runs over one axis, each in its 95% band. */
export function comparedFigure(runs: readonly ComparedCurve[], heading?: Plot['heading']): string {
  const { minMs, maxMs } = comparedAxis(runs);
  const layers = runs.map(({ steps, bandHalfWidth }, i): Layer[] => {
    const points = withEnds(steps, maxMs);
    const look = { colour: seriesColour(i), stepped: isStepped(steps) };
    return [
      { kind: 'band', ...bandAround(points, bandHalfWidth), ...look },
      { kind: 'line', points, dash: dashOfSeries(i), ...look },
    ];
  });
  return plotSvg({
    ...SIZE,
    ...(heading === undefined ? {} : { heading }),
    description: `Distribution of downtime of ${runs.map(({ name, trials }) => `${name} (${plural(trials, 'trial')})`).join(', ')}.`,
    x: { label: 'downtime, ms', min: minMs, max: maxMs, tick: count, ticks: 9 },
    y: { label: 'share at or below', min: 0, max: 1.03, tick: percentTick, at: QUARTERS },
    // All bands first: none lies over a curve.
    layers: [...layers.map(([band]) => band), ...layers.map(([, line]) => line)].filter(
      (layer) => layer !== undefined,
    ),
    key: runs.map(({ name }, i) => ({
      name,
      colour: seriesColour(i),
      mark: i === 0 ? 'line' : 'dashed',
      dash: dashOfSeries(i),
    })),
  });
}

/** The axis on which the curves can be compared: all but their far tails. */
export function comparedAxis(runs: readonly Pick<ComparedRun, 'steps'>[]): {
  readonly minMs: number;
  readonly maxMs: number;
} {
  const curves = runs.map(({ steps }) => steps).filter((steps) => steps.length > 0);
  if (curves.length === 0) return { minMs: 0, maxMs: 500 };
  const low = Math.min(...curves.map((steps) => steps[0]?.x ?? 0));
  const high = Math.max(...curves.map((steps) => (steps.findLast(({ y }) => y <= TAIL) ?? steps[0])?.x ?? 0));
  const step = niceStep(Math.max(1, (high - low) / 8));
  const minMs = Math.max(0, Math.floor(low / step) * step);
  // Curves that all rise at one place have an axis to read, too.
  return { minMs, maxMs: high > low ? Math.ceil(high / step) * step : minMs + LEAST_STEPS * step };
}
