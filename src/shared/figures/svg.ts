/** SVG is made as text: the same functions serve the terminal's report, which has no browser, and the window. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element. Attribute values are escaped; `children` are SVG already (see `text`). */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(inShort(value))}"`]))
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** Characters as they are to be read, made fit for XML and HTML. */
export function escaped(characters: string): string {
  return (
    characters
      // What XML cannot hold at all.
      .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

/** A hundredth of a pixel is enough, and keeps files small. */
function inShort(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A path through the points: straight, or in steps that keep each value until the next. It lifts where `y` is NaN. */
export function pathThrough(points: readonly Point[], stepped = false): string {
  const at = ({ x, y }: Point) => `${inShort(x)} ${inShort(y)}`;
  return points
    .map((point, i) => {
      const lifted = Number.isNaN(points[i - 1]?.y ?? NaN);
      if (Number.isNaN(point.y)) return stepped && !lifted ? `H${inShort(point.x)}` : '';
      if (lifted) return `M${at(point)}`;
      return stepped ? `H${inShort(point.x)}V${inShort(point.y)}` : `L${at(point)}`;
    })
    .join('');
}
