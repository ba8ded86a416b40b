import { ink, type ColourName } from './look';
import { element, escaped } from './svg';

export const TEXT_PX = 11;
/** About how wide a character is, px: there is nothing here to measure text with. */
export const CHARACTER_PX = 6;

/** Characters at a place. */
export function text(
  characters: string,
  x: number,
  y: number,
  look: { readonly anchor?: 'middle' | 'end'; readonly colour?: ColourName; readonly weight?: number } = {},
): string {
  const { anchor, colour = 'soft', weight } = look;
  return element('text', { x, y, fill: ink(colour), 'text-anchor': anchor, 'font-weight': weight }, [
    escaped(characters),
  ]);
}

const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** As people count: an emoji is one. */
export function charactersOf(written: string): readonly string[] {
  return Array.from(CHARACTERS.segment(written), ({ segment }) => segment);
}

/** As much of what people wrote as there is room for. */
export function inRoom(written: string, room: number): string {
  const all = charactersOf(written);
  if (all.length <= room) return written;
  return `${all
    .slice(0, Math.max(1, room - 1))
    .join('')
    .trimEnd()}…`;
}
