import { describe, expect, it } from 'vitest';
import type { Colours } from '../../../src/renderer/colours';
import { drawTimePlot, type TimeLine, type TimePicture } from '../../../src/renderer/charts/timePlot';

const COLOURS: Colours = {
  surface: 'surface',
  text: 'text',
  soft: 'soft',
  faint: 'faint',
  line: 'line',
  lineStrong: 'lineStrong',
  inset: 'inset',
  accent: 'accent',
  warn: 'rgb(9, 9, 9)',
  bad: 'bad',
  nodes: [],
  font: 'sans',
};

const line = (part: Partial<TimeLine>): TimeLine => ({
  points: [],
  colour: 'red',
  dash: [],
  fill: null,
  asidePx: 0,
  ...part,
});

/** What is drawn on 164 × 122, or wider or less wide: letters of 5 px, so that the lines have 150 × 100 when a label has one letter. */
function drawn(part: Partial<TimePicture>, width = 164) {
  const paths: { colour: unknown; path: string }[] = [];
  const words: { text: string; x: number; y: number }[] = [];
  let path = '';
  const pen: Record<string, unknown> = {
    measureText: (text: string) => ({ width: 5 * text.length }),
    beginPath: () => (path = ''),
    moveTo: (x: number, y: number) => (path += `M${x} ${y}`),
    lineTo: (x: number, y: number) => (path += `L${x} ${y}`),
    stroke: () => paths.push({ colour: pen['strokeStyle'], path }),
    fill: () => paths.push({ colour: pen['fillStyle'], path }),
    fillText: (text: string, x: number, y: number) => words.push({ text, x, y }),
  };
  const context = new Proxy(pen, { get: (known, name: string) => known[name] ?? (() => undefined) });
  const area = drawTimePlot(
    context as unknown as CanvasRenderingContext2D,
    { width, height: 122 },
    60,
    {
      lines: [],
      y: { min: 0, max: 4, whole: true, tick: String },
      stepped: false,
      marks: [],
      cursor: null,
      ...part,
    },
    COLOURS,
  );
  return {
    area,
    words,
    of: (colour: string) => paths.filter((one) => one.colour === colour).map((p) => p.path),
  };
}

describe('the plot of the last minute', () => {
  it('leaves room for its widest label, and names values and seconds', () => {
    const { area, words } = drawn({});
    expect(area).toEqual({ left: 10, right: 160, top: 4, bottom: 104 });
    expect(words.map(({ text }) => text)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '−60 s',
      '−45',
      '−30',
      '−15',
      'now',
    ]);
    expect(words.find(({ text }) => text === '−30')?.x).toBe(85);
  });

  it('names fewer seconds where their words would touch', () => {
    const seconds = (width: number) =>
      drawn({}, width).words.flatMap(({ text }) => (/^−|now/.test(text) ? [text] : []));
    expect(seconds(150)).toEqual(['−60 s', '−30', 'now']);
    expect(seconds(80)).toEqual(['−60 s', 'now']);
  });

  it('draws a line through its points, straight or in steps', () => {
    const points = [
      { x: -60, y: 0 },
      { x: -30, y: 4 },
      { x: 0, y: 4 },
    ];
    expect(drawn({ lines: [line({ points })] }).of('red')).toEqual(['M10 104L85 4L160 4']);
    expect(drawn({ lines: [line({ points })], stepped: true }).of('red')).toEqual([
      'M10 104L85 104L85 4L160 4',
    ]);
  });

  it('ends a line where nothing is known, and begins it anew', () => {
    const points = [
      { x: -60, y: 0 },
      { x: -40, y: 0 },
      { x: -38, y: NaN },
      { x: -30, y: 4 },
      { x: 0, y: 4 },
    ];
    expect(drawn({ lines: [line({ points })] }).of('red')).toEqual(['M10 104L60 104M85 4L160 4']);
    expect(drawn({ lines: [line({ points })], stepped: true }).of('red')).toEqual([
      'M10 104L60 104L65 104M85 4L160 4',
    ]);
  });

  it('fills what is under each part of a line', () => {
    const points = [
      { x: -60, y: 4 },
      { x: -30, y: 4 },
      { x: -20, y: NaN },
      { x: 0, y: 4 },
    ];
    expect(drawn({ lines: [line({ points, fill: 'pink' })] }).of('pink')).toEqual([
      'M10 4L85 4L85 104L10 104',
      'M160 4L160 104L160 104',
    ]);
  });

  it('sets coinciding lines apart', () => {
    const points = [
      { x: -60, y: 2 },
      { x: 0, y: 2 },
    ];
    expect(drawn({ lines: [line({ points, asidePx: 3 })] }).of('red')).toEqual(['M10 51L160 51']);
  });

  it('draws the shared cursor over the whole height', () => {
    expect(drawn({ cursor: -30 }).of('soft')).toEqual(['M85.5 4L85.5 104']);
  });
});
