import { describe, expect, it } from 'vitest';
import { delayOfSamples, spacedRanks } from '../../src/shared/delaySamples';
import { parseDistribution, formatDistribution } from '../../src/shared/distribution';

describe('delays from a CSV file', () => {
  it('are the values of its first column, a header aside, ascending', () => {
    const delay = delayOfSamples('one_way_ms,note\r\n1.5,\r\n0.2,cold\r\n0.7,"a, b"\r\n');
    expect(delay).toEqual({ kind: 'empirical', samplesMs: [0.2, 0.7, 1.5] });
  });

  it('need no header, and bear empty lines and a lone column', () => {
    expect(delayOfSamples('3\n\n1\n')).toEqual({ kind: 'empirical', samplesMs: [1, 3] });
  });

  it.each([
    ['1\nfast\n', 'Line 2 has "fast"'],
    ['ms\n1\n-4\n', 'Line 3 has "-4"'],
    ['1\n70000\n', 'Line 2 has "70000"'],
    ['ms\n', 'The file has no delays'],
    ['', 'The file has no delays'],
  ])('%j is refused with its line', (csv, words) => {
    expect(() => delayOfSamples(csv)).toThrow(words);
  });

  it('are thinned to evenly spaced ranks when there are many, ends included, and can be written as any other', () => {
    const delay = delayOfSamples(Array.from({ length: 50_001 }, (_, i) => i / 1000).join('\n'));
    if (delay.kind !== 'empirical') throw new Error('not empirical');
    expect(delay.samplesMs).toHaveLength(2000);
    expect([delay.samplesMs[0], delay.samplesMs.at(-1)]).toEqual([0, 50]);
    expect(parseDistribution(formatDistribution(delay))).toEqual(delay);
  });
});

it('fewer values than asked for are all kept', () => {
  expect(spacedRanks([1, 2, 3], 10)).toEqual([1, 2, 3]);
  expect(spacedRanks([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
});
