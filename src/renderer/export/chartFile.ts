import { csvRows, type CsvValue } from '../../shared/csv';
import { slug } from '../../shared/slug';

const LONGEST_NAME = 80;

/** What is drawn, as numbers: columns with their units in their names. */
export interface ChartPoints {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvValue[])[];
}

/** A chart as it can be taken along. */
export interface SavableChart {
  /** Without its ending. */
  readonly fileName: string;
  /** For print, on white, with its axes named: an SVG. */
  readonly figure: () => string;
  readonly points: () => ChartPoints;
}

export type ChartFormat = 'png' | 'svg' | 'csv';

interface ChartFile {
  readonly fileName: string;
  readonly content: Blob;
  /** Of a table; null where it is a picture. */
  readonly rows: number | null;
}

/** @throws Error in words for people */
export async function chartFile(chart: SavableChart, format: ChartFormat): Promise<ChartFile> {
  const fileName = `${slug(chart.fileName, LONGEST_NAME, 'chart')}.${format}`;
  switch (format) {
    case 'svg':
      return { fileName, content: new Blob([chart.figure()], { type: 'image/svg+xml' }), rows: null };
    case 'png':
      return { fileName, content: await pngOf(chart.figure()), rows: null };
    case 'csv': {
      const { columns, rows } = chart.points();
      if (rows.length === 0) throw new Error('There is no data in this chart yet.');
      const text = csvRows([columns, ...rows]);
      return { fileName, content: new Blob([text], { type: 'text/csv;charset=utf-8' }), rows: rows.length };
    }
  }
}

/** Pixels for one of the figure's: fit for a slide and for print. */
const PIXELS = 3;

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * PIXELS;
  canvas.height = image.naturalHeight * PIXELS;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (picture === null) throw new Error('This browser cannot make a PNG of it. Save the SVG instead.');
  return picture;
}
