import { timeCursor } from './timeMarks';
import type { LabChart } from './chartjs';

/** Handlers that move the cursor all charts over time share. */
export function useTimeHover(chart: () => LabChart | null) {
  return {
    pointermove: (event: PointerEvent) => {
      const x = chart()?.scales['x'];
      if (x === undefined) return;
      const value = x.getValueForPixel(event.offsetX) ?? 0;
      timeCursor.value = Math.min(0, Math.max(x.min, value));
    },
    pointerleave: () => {
      timeCursor.value = null;
    },
  };
}
