import { ref } from 'vue';
import type { LabEvent } from '../../shared/labEvent';
import { faded, type Colours } from '../colours';
import type { Area } from './timePlot';

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

/** Draws marks, and the shared cursor where there is one, over the whole height of a chart over time. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  area: Area,
  toPixel: (x: number) => number,
  marks: readonly Mark[],
  cursor: number | null,
  { warn, accent, faint, soft }: Colours,
): void {
  context.textAlign = 'left';
  context.textBaseline = 'top';
  const named = labelled(marks, toPixel, (label) => context.measureText(label).width, area.right + 2);
  for (const mark of marks) {
    const px = Math.round(toPixel(mark.x)) + 0.5;
    const colour = mark.kind === 'fault' ? warn : mark.kind === 'retune' ? accent : faint;
    const short = marks.length >= CROWD && !named.has(mark);
    context.strokeStyle = faded(colour, named.has(mark) ? 0.75 : 0.45);
    context.setLineDash(short ? [] : [2, 3]);
    upright(context, px, short ? area.bottom - STROKE_PX : area.top, area.bottom);
    if (!named.has(mark)) continue;
    context.fillStyle = colour;
    context.fillText(mark.label, px + 3, area.top - 2);
  }
  context.setLineDash([]);
  if (cursor === null) return;
  context.strokeStyle = soft;
  upright(context, Math.round(toPixel(cursor)) + 0.5, area.top, area.bottom);
}

function upright(context: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.stroke();
}
