import { readColours } from '../colours';
import { Chart } from './chartjs';

const MARGIN_PX = 16;
const TITLE_PX = 30;
/** Pixels of the picture for one of the screen, at least: fit for a slide. */
const LEAST_RATIO = 2;

/** A chart's canvas as a PNG on the theme's ground, with its title; null when the browser refuses. */
export function imageOf(canvas: HTMLCanvasElement, title: string): Promise<Blob | null> {
  const chart = Chart.getChart(canvas);
  const usualRatio = window.devicePixelRatio;
  const ratio = Math.max(usualRatio, LEAST_RATIO);
  if (chart !== undefined && ratio > usualRatio) redraw(chart, ratio);
  const colours = readColours();
  const picture = document.createElement('canvas');
  picture.width = canvas.width + 2 * MARGIN_PX * ratio;
  picture.height = canvas.height + (MARGIN_PX + TITLE_PX) * ratio;
  const context = picture.getContext('2d');
  if (context === null) return Promise.resolve(null);
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = colours.text;
  context.font = `600 ${13 * ratio}px ${colours.font}`;
  context.textBaseline = 'middle';
  context.fillText(title, MARGIN_PX * ratio, (TITLE_PX / 2) * ratio);
  context.drawImage(canvas, MARGIN_PX * ratio, TITLE_PX * ratio);
  if (chart !== undefined && ratio > usualRatio) redraw(chart, usualRatio);
  return new Promise((resolve) => {
    picture.toBlob(resolve, 'image/png');
  });
}

/** Draws the chart at once, with so many pixels for one of the screen. */
function redraw(chart: Chart, ratio: number): void {
  chart.options.devicePixelRatio = ratio;
  chart.resize();
  chart.draw();
}
