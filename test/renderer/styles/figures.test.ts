import { describe, expect, it } from 'vitest';
import { darkRules, ink, seriesColour } from '../../../src/shared/figures/look';
import { MAP_STOPS } from '../../../src/shared/figures/mapColours';
import { tokens } from './tokens';

describe('figures have the colours of the window', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of the line %d, light and dark', (number) => {
    const { light, dark } = tokens.get(`node-${number}`)!;
    expect(ink(seriesColour(number - 1))).toBe(light);
    expect(darkRules('svg')).toContain(`svg [stroke="${light}"]{stroke:${dark}}`);
  });

  it('of the scale of maps, which runs the other way on a dark page', () => {
    const stops = MAP_STOPS.map((_, i) => tokens.get(`scale-${i}`)!);
    expect(stops.map(({ light }) => light)).toEqual([...MAP_STOPS]);
    expect(stops.map(({ dark }) => dark)).toEqual(MAP_STOPS.toReversed());
  });
});
