import { readColours } from '../colours';
import { imageOf } from '../charts/image';
import { save } from '../measure/download';

/** What can be saved as a picture: a map or a chart. */
export type Picture = SVGSVGElement | HTMLCanvasElement;

const MARGIN_PX = 16;
const TITLE_PX = 30;
/** Looks that come from the style sheet and that a file must carry itself. */
const LOOKS = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stop-color',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** The map as a file of its own: its looks written out, on the theme's ground, with its title. */
export function svgText(map: SVGSVGElement, title: string): string {
  const colours = readColours();
  const width = map.width.baseVal.value + 2 * MARGIN_PX;
  const height = map.height.baseVal.value + MARGIN_PX + TITLE_PX;
  const copy = element('svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  copy.style.fontFamily = colours.font;
  const heading = element('text', {
    x: MARGIN_PX,
    y: TITLE_PX / 2 + 5,
    fill: colours.text,
    'font-size': 13,
    'font-weight': 600,
  });
  heading.textContent = title;
  const shifted = element('g', { transform: `translate(${MARGIN_PX} ${TITLE_PX})` });
  for (const child of map.children) shifted.append(withLooks(child));
  copy.append(element('rect', { width, height, fill: colours.surface }), heading, shifted);
  return new XMLSerializer().serializeToString(copy);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** A copy of an element and all in it, without what only the window needs. */
function withLooks(original: Element): Element {
  const copy = original.cloneNode(false);
  if (!(copy instanceof Element)) return original;
  for (const name of ['class', 'style', 'tabindex', 'role']) copy.removeAttribute(name);
  for (const { name } of [...copy.attributes]) if (name.startsWith('data-')) copy.removeAttribute(name);
  const looks = getComputedStyle(original);
  for (const look of LOOKS) {
    const value = looks.getPropertyValue(look);
    if (value !== '') copy.setAttribute(look, value);
  }
  for (const child of original.childNodes)
    copy.append(child instanceof Element ? withLooks(child) : child.cloneNode(true));
  return copy;
}

async function pngOf(picture: Picture, title: string): Promise<Blob | null> {
  if (picture instanceof HTMLCanvasElement) return imageOf(picture, title);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(picture, title))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  const scale = Math.max(2, window.devicePixelRatio);
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
}

/** Hands the picture to the person as a file. Resolves to its name, or null when there is nothing to save. */
export async function savePicture(
  picture: Picture | null,
  title: string,
  format: 'png' | 'svg',
): Promise<string | null> {
  if (picture === null) return null;
  const name = `${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')}.${format}`;
  const content =
    format === 'svg' && picture instanceof SVGSVGElement
      ? new Blob([svgText(picture, title)], { type: 'image/svg+xml' })
      : await pngOf(picture, title);
  if (content === null) return null;
  save(name, content);
  return name;
}
