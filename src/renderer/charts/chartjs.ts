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

export { Chart };
