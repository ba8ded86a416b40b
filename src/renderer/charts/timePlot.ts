import { scaleOf, ticksOf } from '../../shared/figures/axis';
import type { Colours } from '../colours';
import { partsOf, type Point } from './bucket';
import { drawMarks, type Mark } from './timeMarks';

/** A line over the last minute. */
export interface TimeLine {
  /** `x` is seconds before now, ≤ 0; a `y` that is NaN is a gap. */
  readonly points: readonly Point[];
  readonly colour: string;
  readonly dash: readonly number[];
  /** Fills what is under it; null: nothing. */
  readonly fill: string | null;
  /** So far above its place, where lines coincide, px. */
  readonly asidePx: number;
}

export interface TimePicture {
  readonly lines: readonly TimeLine[];
  readonly y: {
    readonly min: number;
    readonly max: number;
    readonly whole: boolean;
    readonly tick: (value: number) => string;
  };
  /** Values hold until the next one. */
  readonly stepped: boolean;
  readonly marks: readonly Mark[];
  /** Where the shared cursor stands, seconds before now; null: nowhere. */
  readonly cursor: number | null;
}

/** Where the lines are on the canvas, px. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MARGIN_PX = 4;
const LABEL_GAP_PX = 5;
const FONT_PX = 10;
/** Beneath the lines, for the seconds. */
const SECONDS_PX = 18;
/** Between two labels of the seconds; the first that leaves room between them. */
const SECONDS_STEPS = [15, 30, 60];
const SECONDS_GAP_PX = 4;
const Y_TICKS = 4;
const LINE_PX = 1.6;

/**
 * Draws the last minute, in place of a charting library: it is drawn ten times a second, and laying out axes that
 * stay as they are took most of the time. Returns where the lines are.
 */
export function drawTimePlot(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  shownS: number,
  picture: TimePicture,
  colours: Colours,
): Area {
  const ratio = window.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.font = `${FONT_PX}px ${colours.font}`;
  context.setLineDash([]);
  const { min, max, whole, tick } = picture.y;
  const ticks = ticksOf({ label: '', min, max, whole, ticks: Y_TICKS, tick }).map((value) => ({
    value,
    label: tick(value),
  }));
  const widest = Math.max(0, ...ticks.map(({ label }) => context.measureText(label).width));
  const area = {
    left: Math.ceil(widest) + LABEL_GAP_PX,
    right: size.width - MARGIN_PX,
    top: MARGIN_PX,
    bottom: size.height - SECONDS_PX,
  };
  const x = scaleOf({ label: '', min: -shownS, max: 0, tick: String }, area.left, area.right);
  const y = scaleOf({ label: '', min, max, tick }, area.bottom, area.top);

  context.fillStyle = colours.faint;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.beginPath();
  for (const { value, label } of ticks) {
    const px = Math.round(y(value)) + 0.5;
    context.moveTo(area.left, px);
    context.lineTo(area.right, px);
    context.fillText(label, area.left - LABEL_GAP_PX, px);
  }
  context.stroke();
  context.textBaseline = 'top';
  const step = secondsStep(context, area, shownS);
  for (let s = -shownS; s <= 0; s += step) {
    context.textAlign = s === -shownS ? 'left' : s === 0 ? 'right' : 'center';
    context.fillText(secondsLabel(s, shownS), x(s), area.bottom + LABEL_GAP_PX);
  }

  drawMarks(context, area, x, picture.marks, picture.cursor, colours);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top - LINE_PX, area.right - area.left, area.bottom - area.top + 2 * LINE_PX);
  context.clip();
  context.lineWidth = LINE_PX;
  context.lineJoin = 'round';
  for (const line of picture.lines)
    drawLine(context, line, x, (value) => y(value) - line.asidePx, picture.stepped, area.bottom);
  context.restore();
  return area;
}

/** A point without a value ends its part of the line. */
function drawLine(
  context: CanvasRenderingContext2D,
  { points, colour, dash, fill }: TimeLine,
  x: (seconds: number) => number,
  y: (value: number) => number,
  stepped: boolean,
  floor: number,
): void {
  context.beginPath();
  let before: number | null = null;
  for (const point of points) {
    const px = x(point.x);
    const py = Number.isNaN(point.y) ? null : y(point.y);
    if (before !== null && stepped && py !== before) context.lineTo(px, before);
    if (py !== null && before === null) context.moveTo(px, py);
    else if (py !== null) context.lineTo(px, py);
    before = py;
  }
  context.strokeStyle = colour;
  context.setLineDash([...dash]);
  context.stroke();
  if (fill === null) return;
  context.fillStyle = fill;
  for (const part of partsOf(points)) {
    context.beginPath();
    for (const [i, point] of part.entries())
      if (i === 0) context.moveTo(x(point.x), y(point.y));
      else context.lineTo(x(point.x), y(point.y));
    context.lineTo(x(part.at(-1)?.x ?? 0), floor);
    context.lineTo(x(part[0]?.x ?? 0), floor);
    context.fill();
  }
}

/** The first and the last label stand inward of their places, the others on them. */
function secondsStep(context: CanvasRenderingContext2D, { left, right }: Area, shownS: number): number {
  const wide = (seconds: number) => context.measureText(secondsLabel(seconds, shownS)).width;
  return (
    SECONDS_STEPS.find((step) => {
      const apart = ((right - left) * step) / shownS;
      return apart >= wide(-shownS) + wide(step - shownS) / 2 + SECONDS_GAP_PX;
    }) ?? shownS
  );
}

/** "−60 s", "−45", …, "now". */
function secondsLabel(seconds: number, shownS: number): string {
  if (seconds === 0) return 'now';
  return `−${Math.abs(seconds)}${seconds === -shownS ? ' s' : ''}`;
}
