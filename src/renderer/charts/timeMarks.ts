import type { Plugin } from 'chart.js';
import { ref } from 'vue';
import type { LabEvent } from '../../shared/contract';
import { faded, type Colours } from '../colours';

/** Where the pointer stands on the shared time axis, in seconds before now (≤ 0); null when it is on no chart. */
export const timeCursor = ref<number | null>(null);

export interface Mark {
  /** Seconds before now, ≤ 0. */
  readonly x: number;
  readonly label: string;
  readonly kind: LabEvent['kind'];
}

/** Marks of a minute that are kept: a measurement makes several a second. */
const MOST_MARKS = 240;
/** From this many on, marks without a label are short strokes at the bottom. */
const CROWD = 14;
const STROKE_PX = 5;

/** Events with a marker in the last `shownMs`, oldest first. */
export function marksOf(events: readonly LabEvent[], nowMs: number, shownMs: number): readonly Mark[] {
  const marks: Mark[] = [];
  for (let i = events.length - 1; i >= 0 && marks.length < MOST_MARKS; i--) {
    const event = events[i];
    if (event === undefined || event.atMs < nowMs - shownMs) break;
    if (event.marker !== null)
      marks.push({ x: (event.atMs - nowMs) / 1000, label: event.marker, kind: event.kind });
  }
  return marks.reverse();
}

/** Which labels have room: from the newest back, none nearer than its own width to the one after it. */
export function labelled(
  marks: readonly Mark[],
  toPixel: (x: number) => number,
  widthOf: (label: string) => number,
  right: number,
): ReadonlySet<Mark> {
  const chosen = new Set<Mark>();
  let free = right;
  for (const mark of [...marks].reverse()) {
    const x = toPixel(mark.x) + 3;
    if (x + widthOf(mark.label) > free) continue;
    chosen.add(mark);
    free = toPixel(mark.x) - 4;
  }
  return chosen;
}

/**
 * Draws the marks and the shared cursor onto a chart over time. Own code and not the annotation plugin, which resolves
 * every annotation's options at every update: 60 marks made an update of 1.5 ms one of 7.2 ms, 180 one of 19.8 ms.
 */
export function timeMarks(marks: () => readonly Mark[], colours: () => Colours): Plugin<'line' | 'bar'> {
  return {
    id: 'timeMarks',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const x = scales['x'];
      if (x === undefined) return;
      const { warn, accent, faint, soft, font } = colours();
      const shown = marks();
      ctx.save();
      ctx.font = `10px ${font}`;
      ctx.textBaseline = 'top';
      const named = labelled(
        shown,
        (v) => x.getPixelForValue(v),
        (label) => ctx.measureText(label).width,
        area.right + 2,
      );
      for (const mark of shown) {
        const px = Math.round(x.getPixelForValue(mark.x)) + 0.5;
        const colour = mark.kind === 'fault' ? warn : mark.kind === 'retune' ? accent : faint;
        const short = shown.length >= CROWD && !named.has(mark);
        ctx.strokeStyle = faded(colour, named.has(mark) ? 0.75 : 0.45);
        ctx.setLineDash(short ? [] : [2, 3]);
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(px, short ? area.bottom - STROKE_PX : area.top);
        ctx.lineTo(px, area.bottom);
        ctx.stroke();
        if (!named.has(mark)) continue;
        ctx.fillStyle = colour;
        ctx.fillText(mark.label, px + 3, area.top - 2);
      }
      if (timeCursor.value !== null) {
        const px = Math.round(x.getPixelForValue(timeCursor.value)) + 0.5;
        ctx.strokeStyle = soft;
        ctx.setLineDash([]);
        ctx.beginPath();
        ctx.moveTo(px, area.top);
        ctx.lineTo(px, area.bottom);
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
