import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/shared/proportion';
import { RateLine } from '../../src/shared/rateLine';

function filled(n: number): RateLine {
  const line = new RateLine();
  for (let i = 1; i <= n; i++) line.add(i % 3 === 0);
  return line;
}

describe('a rate as it fills', () => {
  it('has a point after every trial of a short run', () => {
    expect(filled(5).points).toEqual([1, 2, 3, 4, 5].map((n) => wilson(Math.floor(n / 3), n)));
    expect(filled(0).points).toEqual([]);
  });

  it.each([399, 400, 401, 12_345, 1_000_000])('after %i trials has few points, exact, and the last', (n) => {
    const { points } = filled(n);
    expect(points.length).toBeLessThanOrEqual(401);
    expect(points.at(-1)).toEqual(wilson(Math.floor(n / 3), n));
    expect(points.every((point) => point.successes === Math.floor(point.n / 3))).toBe(true);
    expect(points.map((point) => point.n)).toEqual(points.map((point) => point.n).toSorted((a, b) => a - b));
  });
});
