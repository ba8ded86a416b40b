import { dashOf } from '../colours';
import type { ChartPoints } from '../export/chartFile';
import { percent, plural } from '../format';
import type { Predicted } from '../measure/predicted';
import type { PinnedRun } from '../runs/pinStore';
import { spreadFigure } from '../../shared/figures/downtimeFigure';
import { seriesColour } from '../../shared/figures/look';
import type { DowntimeSpread } from '../../shared/spread';
import { shareAt, type DowntimeView } from './downtime';
import type { TableData } from './table';

/** What the downtime chart draws, to be told as a figure, as points and as a table. */
export interface ToldDowntime {
  /** What its own trials are called. */
  readonly name: string;
  readonly spread: DowntimeSpread;
  readonly before: DowntimeSpread | null;
  readonly pinned: readonly PinnedRun[];
  readonly predicted: Pick<Predicted, 'downtimesMs' | 'name'>;
  readonly view: DowntimeView;
}

/** Of pinned curves, after those that nodes have least often. */
export const FIRST_LOOK = 5;

export function downtimeFigure({ spread, before, pinned, predicted, view }: ToldDowntime): string {
  return spreadFigure({
    spread,
    fromMs: view.minMs,
    toMs: view.maxMs,
    predictedMs: predicted.downtimesMs,
    predictedName: predicted.name,
    bandHalfWidth: null,
    beside: [
      ...(before === null
        ? []
        : [{ name: 'run before', steps: before.steps, colour: 'grey', dash: [] } as const]),
      ...pinned.map(({ name, spread: { steps } }, i) => ({
        name,
        steps,
        colour: seriesColour(FIRST_LOOK - 1 + i),
        dash: dashOf(FIRST_LOOK + i),
      })),
    ],
    heading: { title: 'Downtime', about: plural(spread.trials, 'trial') },
  });
}

export function downtimePoints({ name, pinned, predicted, view }: ToldDowntime): ChartPoints {
  const curves = [
    [name, view.measured],
    ['run before', view.before],
    [predicted.name, view.predicted],
    ...pinned.map((run, i) => [run.name, view.pinned[i] ?? []] as const),
  ] as const;
  return {
    columns: ['curve', 'downtime_ms', 'share_at_or_below'],
    rows: curves.flatMap(([curve, steps]) => steps.map(({ x, y }) => [curve, x, y])),
  };
}

export function downtimeTable({ view: { bins, measured, predicted } }: ToldDowntime): TableData {
  if (bins === null) return { head: [], rows: [] };
  return {
    head: ['downtime', 'trials', 'at or below', 'predicted'],
    rows: bins.counts.map((n, i) => {
      const to = bins.start + (i + 1) * bins.width;
      return [
        `${Number((to - bins.width).toFixed(2))}–${Number(to.toFixed(2))} ms`,
        String(n),
        percent(shareAt(measured, to)),
        percent(shareAt(predicted, to)),
      ];
    }),
  };
}
