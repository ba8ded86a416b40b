import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../src/renderer/styles/tokens.css'), 'utf8');
/** Every token written as `light-dark(#light, #dark)`. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }] as const,
  ),
);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const text: [string, string, number][] = [
  ...['text', 'text-soft', 'text-faint'].flatMap((ink) =>
    ['ground', 'surface', 'surface-raised', 'inset'].map((paper): [string, string, number] => [
      ink,
      paper,
      4.5,
    ]),
  ),
  ...['accent', 'good', 'warn', 'bad'].map((ink): [string, string, number] => [ink, 'surface', 4.5]),
  ...['accent', 'good', 'warn', 'bad'].map((ink): [string, string, number] => [ink, `${ink}-soft`, 4.5]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
];
/** Shapes that carry meaning: WCAG 1.4.11. */
const shapes: [string, string, number][] = [
  ...Array.from({ length: 8 }, (_, i): [string, string, number] => [`node-${i + 1}`, 'surface', 3]),
  ['control-line', 'surface', 3],
];

describe.each(['light', 'dark'] as const)('contrast in the %s theme', (theme) => {
  it.each([...text, ...shapes])('%s on %s is at least %d to 1', (ink, paper, least) => {
    expect(contrast(tokens.get(ink)![theme], tokens.get(paper)![theme])).toBeGreaterThanOrEqual(least);
  });
});
