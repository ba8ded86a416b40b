import { expect, it } from 'vitest';
import { FIGURE_16_LINES } from '../../../src/shared/figure16';
import { clustersFor, expectedMs, remainingMs } from '../../../src/lab/reproduce/figure16Pace';

const lineOf = (minMs: number, maxMs: number) =>
  FIGURE_16_LINES.find((line) => line.minMs === minMs && line.maxMs === maxMs)!;

it('lines that wait long for their timeouts have more clusters side by side', () => {
  expect(clustersFor(lineOf(100, 200), 2)).toBe(2);
  expect(clustersFor(lineOf(150, 300), 2)).toBe(2);
  expect(clustersFor(lineOf(150, 151), 2)).toBe(6);
  expect(clustersFor(lineOf(150, 155), 2)).toBe(3);
  expect(clustersFor(lineOf(150, 155), 1)).toBe(1);
  expect(clustersFor(lineOf(150, 150), 2)).toBe(8);
  expect(clustersFor(lineOf(150, 151), 64)).toBe(16);
});

it('timeouts that a starting process startles have one', () => {
  expect(clustersFor(lineOf(12, 24), 4)).toBe(1);
  expect(clustersFor(lineOf(25, 50), 4)).toBe(4);
});

it('a line on twice as many clusters takes half as long', () => {
  const line = lineOf(150, 155);
  expect(expectedMs(line, 100, 4)).toBe(expectedMs(line, 100, 2) / 2);
});

it('the time left is what the rest was to take, as much faster or slower as what is done was', () => {
  expect(remainingMs([1000, 3000], { finished: 0, share: 0, elapsedMs: 10 })).toBeNull();
  expect(remainingMs([1000, 3000], { finished: 0, share: 0.5, elapsedMs: 1000 })).toBe(7000);
  expect(remainingMs([1000, 3000], { finished: 1, share: 0, elapsedMs: 500 })).toBe(1500);
  expect(remainingMs([1000, 3000], { finished: 1, share: 1, elapsedMs: 4000 })).toBe(0);
});
