import { onBeforeUnmount, onMounted, watch, type ShallowRef } from 'vue';
import type { Plugin } from 'chart.js';
import { useColours, type Colours } from '../colours';
import { drawLoop } from '../drawLoop';
import type { Point } from './bucket';
import { Chart, type LabChart, type LabDataset, type LabOptions } from './chartjs';

export interface ChartSpec {
  readonly canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>;
  /** Least time between two draws, ms. */
  readonly intervalMs: number;
  readonly options: (colours: Colours) => LabOptions;
  /**
   * What to draw now: the datasets, and any change to the axes made on the options handed in. Null when nothing has
   * changed since the last call.
   */
  readonly data: (options: LabOptions, colours: Colours, localMs: number) => readonly LabDataset[] | null;
  readonly plugins?: (colours: () => Colours) => readonly Plugin<'line' | 'bar'>[];
}

/**
 * A Chart.js chart outside of Vue's reactivity, drawn by the window's one loop and made anew when the theme changes.
 * Returns how to get at it, and how to have it drawn although its data has not changed.
 */
export function useChart(spec: ChartSpec): { readonly chart: () => LabChart | null } {
  const colours = useColours();
  let chart: LabChart | null = null;
  let stop: (() => void) | null = null;

  const destroy = () => {
    chart?.destroy();
    chart = null;
  };
  const make = () => {
    destroy();
    if (spec.canvas.value === null) return;
    chart = new Chart<'line' | 'bar', Point[]>(spec.canvas.value, {
      type: 'line',
      data: { datasets: [] },
      options: spec.options(colours.value),
      plugins: [...(spec.plugins?.(() => colours.value) ?? [])],
    });
  };
  onMounted(() => {
    make();
    stop = drawLoop.add({
      intervalMs: spec.intervalMs,
      draw: (localMs) => {
        if (chart === null) return;
        const datasets = spec.data(chart.options, colours.value, localMs);
        if (datasets === null) return;
        chart.data.datasets = [...datasets];
        chart.update('none');
      },
    });
  });
  watch(colours, make);
  onBeforeUnmount(() => {
    stop?.();
    destroy();
  });
  return { chart: () => chart };
}
