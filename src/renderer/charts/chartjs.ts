import {
  BarController,
  BarElement,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
  type ChartOptions,
  type ScaleOptionsByType,
} from 'chart.js';
import type { Colours } from '../colours';
import type { Point } from './bucket';

Chart.register(
  BarController,
  BarElement,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
);

export type LabChart = Chart<'line' | 'bar', Point[]>;
export type LabDataset = ChartDataset<'line' | 'bar', Point[]>;
export type LabOptions = ChartOptions<'line' | 'bar'>;

type Axis = {
  min?: number;
  max?: number;
  ticks?: Partial<ScaleOptionsByType<'linear'>['ticks']>;
  grid?: boolean;
};

/** One linear axis in the window's look. */
export function axis(colours: Colours, { min, max, ticks, grid = true }: Axis) {
  return {
    type: 'linear' as const,
    min,
    max,
    border: { display: false },
    grid: { display: grid, color: colours.line, drawTicks: false },
    ticks: {
      color: colours.faint,
      font: { family: colours.font, size: 10 },
      padding: 5,
      maxRotation: 0,
      includeBounds: false,
      autoSkipPadding: 12,
      ...ticks,
    },
  };
}

/** Options of every chart: data as it is drawn, no animation, the pointer handled by us. */
export function baseOptions(scales: LabOptions['scales']): LabOptions {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 4, right: 4 } },
    elements: { point: { radius: 0 }, line: { borderWidth: 1.6, borderJoinStyle: 'round' } },
    ...(scales === undefined ? {} : { scales }),
  };
}

/** A minute over some 250 px moves a pixel every quarter of a second: drawing it more often than this shows nothing. */
export const TIME_INTERVAL_MS = 100;

/** The axis that all charts over time share: the last minute, in seconds before now. */
export function timeAxis(colours: Colours, shownMs: number) {
  return axis(colours, {
    min: -shownMs / 1000,
    max: 0,
    grid: false,
    ticks: {
      stepSize: 15,
      align: 'inner',
      callback: (value) =>
        value === 0 ? 'now' : `−${Math.abs(Number(value))}${Number(value) === -shownMs / 1000 ? ' s' : ''}`,
    },
  });
}

export { Chart };
