import type { Plugin } from 'chart.js';
import { lineName, QUANTILES, type Figure16Line } from '../../shared/figure16';
import { FIGURE_16_MARKS } from '../../shared/figures/figure16Figure';
import type { ReproducedLine } from '../../shared/reference';
import type { Point } from '../charts/bucket';
import type { LabChart, LabDataset } from '../charts/chartjs';
import { faded, type Colours } from '../colours';
import type { LineLook } from './lineLook';

/** One line of a panel, with what is known of it. */
export interface PanelLine {
  /** Its place among all lines of the figure. */
  readonly index: number;
  readonly line: Figure16Line;
  readonly look: LineLook;
  readonly ours: ReproducedLine | null;
}

export function publishedPoints({ published }: Figure16Line): Point[] {
  return FIGURE_16_MARKS.map((name) => ({ x: published[name], y: QUANTILES[name] }));
}

/** Each line as we simulated it, and the published quantiles as marks on it. */
export function datasetsOf(
  lines: readonly PanelLine[],
  highlighted: number | null,
  colours: Colours,
): LabDataset[] {
  return lines.flatMap(({ index, line, look, ours }) => {
    const full = colours.nodes[look.colour] ?? colours.text;
    const apart = highlighted !== null && highlighted !== index;
    const colour = apart ? faded(full, 0.22) : full;
    const emphasis = highlighted === index ? 1 : 0;
    const curve: LabDataset = {
      type: 'line',
      data: ours === null ? [] : [{ x: ours.steps[0]?.x ?? 0, y: 0 }, ...ours.steps],
      borderColor: colour,
      borderDash: [...look.dash],
      borderWidth: 1.7 + emphasis,
    };
    const marks: LabDataset = {
      type: 'line',
      data: publishedPoints(line),
      showLine: false,
      pointStyle: look.mark,
      pointRadius: 3.6 + emphasis,
      pointBorderWidth: 1.5,
      pointBorderColor: colour,
      pointBackgroundColor: colours.surface,
    };
    return [curve, marks];
  });
}

/** The line whose curve or marks come nearest to a place on the canvas; null when none is near. */
export function nearestLine(
  chart: LabChart,
  lines: readonly PanelLine[],
  xPx: number,
  yPx: number,
): number | null {
  const REACH_PX = 22;
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) return null;
  let nearest: number | null = null;
  let leastPx = REACH_PX;
  for (const { index, line, ours } of lines) {
    for (const point of [...publishedPoints(line), ...(ours?.steps ?? [])]) {
      const apartPx = Math.hypot(x.getPixelForValue(point.x) - xPx, y.getPixelForValue(point.y) - yPx);
      if (apartPx >= leastPx) continue;
      leastPx = apartPx;
      nearest = index;
    }
  }
  return nearest;
}

const LEGEND = { rowPx: 15, swatchPx: 26, rightPx: 8, bottomPx: 8 };

/** The key, on the canvas itself, so that a saved picture has it: lower right, where no curve goes. */
export function legend(lines: () => readonly PanelLine[], colours: () => Colours): Plugin<'line' | 'bar'> {
  return {
    id: 'lines',
    afterDatasetsDraw: ({ ctx, chartArea }) => {
      const { nodes, text, font, surface } = colours();
      const shown = lines();
      ctx.save();
      ctx.font = `10.5px ${font}`;
      ctx.textBaseline = 'middle';
      const names = shown.map(({ line }) => lineName(line));
      const widest = Math.max(...names.map((name) => ctx.measureText(name).width));
      const left = chartArea.right - LEGEND.rightPx - widest - LEGEND.swatchPx - 6;
      shown.forEach(({ look }, row) => {
        const y = chartArea.bottom - LEGEND.bottomPx - (shown.length - row - 0.5) * LEGEND.rowPx;
        const colour = nodes[look.colour] ?? text;
        ctx.strokeStyle = colour;
        ctx.lineWidth = 1.7;
        ctx.setLineDash([...look.dash]);
        ctx.beginPath();
        ctx.moveTo(left, y);
        ctx.lineTo(left + LEGEND.swatchPx, y);
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.lineWidth = 1.5;
        ctx.fillStyle = surface;
        drawMark(ctx, look, left + LEGEND.swatchPx / 2, y);
        ctx.fillStyle = text;
        ctx.fillText(names[row] ?? '', left + LEGEND.swatchPx + 6, y);
      });
      ctx.restore();
    },
  };
}

const MARK_PX = 3.4;

function drawMark(ctx: CanvasRenderingContext2D, { mark }: LineLook, x: number, y: number): void {
  const r = MARK_PX;
  ctx.beginPath();
  switch (mark) {
    case 'circle':
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case 'rect':
      ctx.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
      break;
    case 'triangle':
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + r * 0.9, y + r * 0.6);
      ctx.lineTo(x - r * 0.9, y + r * 0.6);
      ctx.closePath();
      break;
    case 'rectRot':
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + r, y);
      ctx.lineTo(x, y + r);
      ctx.lineTo(x - r, y);
      ctx.closePath();
      break;
    case 'cross':
    case 'star':
      ctx.moveTo(x - r, y);
      ctx.lineTo(x + r, y);
      ctx.moveTo(x, y - r);
      ctx.lineTo(x, y + r);
      if (mark === 'star') {
        ctx.moveTo(x - r * 0.7, y - r * 0.7);
        ctx.lineTo(x + r * 0.7, y + r * 0.7);
        ctx.moveTo(x - r * 0.7, y + r * 0.7);
        ctx.lineTo(x + r * 0.7, y - r * 0.7);
      }
      break;
  }
  ctx.fill();
  ctx.stroke();
}
