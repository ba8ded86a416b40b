import { describe, expect, it } from 'vitest';
import { tokens } from './tokens';

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
/** Numbers on a map: each third of the scale has its ink (see scale.ts). */
const onScale: [string, string, number][] = Array.from({ length: 9 }, (_, i) => [
  `scale-ink-${i < 3 ? 'low' : i > 5 ? 'high' : 'middle'}`,
  `scale-${i}`,
  4.5,
]);
/** Shapes that carry meaning: WCAG 1.4.11. */
const shapes: [string, string, number][] = [
  ...Array.from({ length: 8 }, (_, i): [string, string, number] => [`node-${i + 1}`, 'surface', 3]),
  ['control-line', 'surface', 3],
];

describe.each(['light', 'dark'] as const)('contrast in the %s theme', (theme) => {
  it.each([...text, ...onScale, ...shapes])('%s on %s is at least %d to 1', (ink, paper, least) => {
    expect(contrast(tokens.get(ink)![theme], tokens.get(paper)![theme])).toBeGreaterThanOrEqual(least);
  });
});

describe.each(['light', 'dark'] as const)('the scale of maps in the %s theme', (theme) => {
  const stops = Array.from({ length: 9 }, (_, i) => oklab(tokens.get(`scale-${i}`)![theme]));
  const steps = stops.slice(1).map((stop, i) => Math.hypot(...stop.map((value, k) => value - stops[i]![k]!)));

  it('goes in steps that look alike', () => {
    const mean = steps.reduce((a, b) => a + b) / steps.length;
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(0.08);
  });

  it('is told from light and dark alone, what is low nearest to the ground', () => {
    const lightness = stops.map(([l]) => l);
    const ground = oklab(tokens.get('surface')![theme])[0];
    const away = lightness.map((l) => Math.abs(l - ground));
    expect(away).toEqual([...away].sort((a, b) => a - b));
  });
});

/** Björn Ottosson's OKLab: lightness, green to red, blue to yellow. */
function oklab(hex: string): readonly [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
