import { describe, expect, it } from 'vitest';
import { EvenSample } from '../../src/shared/evenSample';

describe('an even sample', () => {
  it.each([1, 2, 3, 8, 24])('takes one in %i', (every) => {
    const sample = new EvenSample();
    const taken = Array.from({ length: 4800 }, () => sample.takes(every)).filter(Boolean).length;
    expect(Math.abs(taken - 4800 / every)).toBeLessThan(4);
    expect(sample.offered).toBe(4800);
  });

  it('of every eighth message to 24 followers in turn has some to each', () => {
    const sample = new EvenSample();
    const receivers = Array.from({ length: 100 * 24 }, (_, i) => i % 24);
    expect(new Set(receivers.filter(() => sample.takes(8))).size).toBe(24);
  });
});
