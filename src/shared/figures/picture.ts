import { keyRows, keySvg, ROW_PX, type KeyEntry } from './key';
import { FONT, ink } from './look';
import { element, escaped } from './svg';
import { CHARACTER_PX, inRoom, text, TEXT_PX } from './text';

/** What every figure has around what it shows. */
export interface Picture {
  /** Px. */
  readonly width: number;
  /** Above what is shown; absent where a caption says the same. */
  readonly heading?: { readonly title: string; readonly about: string };
  /** The picture in one sentence, for those who cannot see it. */
  readonly description: string;
  readonly key: readonly KeyEntry[];
}

const TOP_PX = 10;
const HEADING_PX = 46;
const HEADING_LEFT_PX = 16;
const TITLE_CHARACTER_PX = 8.2;

/** What heading and key take, px, above what is shown. */
export function headHeight({ heading, key, width }: Picture, keyLeft: number): number {
  return TOP_PX + (heading === undefined ? 0 : HEADING_PX) + keyRows(key, width - keyLeft).length * ROW_PX;
}

/** A standalone SVG picture on white: heading and key, and beneath them the body. */
export function pictureSvg(
  picture: Picture,
  {
    height,
    keyLeft,
    body,
  }: { readonly height: number; readonly keyLeft: number; readonly body: readonly string[] },
): string {
  const { width, heading, description, key } = picture;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': FONT,
      'font-size': TEXT_PX,
      'font-variant-numeric': 'tabular-nums',
    },
    [
      element('title', {}, [escaped(description)]),
      element('rect', { width, height, fill: ink('paper') }),
      ...(heading === undefined ? [] : headingSvg(heading, width)),
      ...keySvg(keyRows(key, width - keyLeft), keyLeft, TOP_PX + (heading === undefined ? 0 : HEADING_PX)),
      ...body,
    ],
  );
}

/** A title, and beneath it what is shown of it. */
function headingSvg({ title, about }: NonNullable<Picture['heading']>, width: number): string[] {
  const room = width - 2 * HEADING_LEFT_PX;
  return [
    element('text', { x: HEADING_LEFT_PX, y: 26, fill: ink('ink'), 'font-size': 15, 'font-weight': 600 }, [
      escaped(inRoom(title, room / TITLE_CHARACTER_PX)),
    ]),
    text(inRoom(about, room / CHARACTER_PX), HEADING_LEFT_PX, 43),
  ];
}
