import { describe, expect, it } from 'vitest';
import { medianOf } from '../../../src/shared/delayTail';
import type { Distribution } from '../../../src/shared/distribution';
import { seededRandom } from '../../../src/node/random';
import { drawDelayMs } from '../../../src/node/transport/delay';

const N = 40_000;
function draws(distribution: Distribution): number[] {
  const random = seededRandom(42);
  return Array.from({ length: N }, () => drawDelayMs(distribution, random)).sort((a, b) => a - b);
}
const quantile = (sorted: number[], q: number) => sorted[Math.floor(q * sorted.length)]!;
const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('a drawn delay', () => {
  it('fixed: is the delay', () => {
    expect(new Set(draws({ kind: 'fixed', ms: 0.1 }))).toEqual(new Set([0.1]));
  });

  it.each<Distribution>([
    { kind: 'uniform', minMs: 30, maxMs: 40 },
    { kind: 'normal', meanMs: 50, sdMs: 5 },
    { kind: 'lognormal', medianMs: 5, sigma: 0.5 },
    { kind: 'exponential', meanMs: 8 },
    {
      kind: 'spikes',
      usual: { kind: 'uniform', minMs: 5, maxMs: 15 },
      share: 0.02,
      spike: { kind: 'fixed', ms: 200 },
    },
  ])('$kind: has the median that the distribution says', (distribution) => {
    expect(quantile(draws(distribution), 0.5) / medianOf(distribution)).toBeCloseTo(1, 1);
  });

  it('uniform: stays within its bounds', () => {
    const values = draws({ kind: 'uniform', minMs: 30, maxMs: 40 });
    expect(values[0]).toBeGreaterThanOrEqual(30);
    expect(values.at(-1)).toBeLessThan(40);
  });

  it('normal: has 84% below one standard deviation above the mean', () => {
    expect(quantile(draws({ kind: 'normal', meanMs: 50, sdMs: 5 }), 0.8413)).toBeCloseTo(55, 0);
  });

  it('normal: a draw below 0 counts as 0', () => {
    const values = draws({ kind: 'normal', meanMs: 0, sdMs: 1 });
    expect(values[0]).toBe(0);
    expect(values.filter((v) => v === 0).length / N).toBeCloseTo(0.5, 1);
  });

  it('lognormal: sigma is the standard deviation of the logarithm, so 5:0.5 has p84 ≈ 8.2 ms', () => {
    expect(quantile(draws({ kind: 'lognormal', medianMs: 5, sigma: 0.5 }), 0.8413)).toBeCloseTo(8.24, 0);
  });

  it('exponential: has the mean that was asked for', () => {
    expect(mean(draws({ kind: 'exponential', meanMs: 8 })) / 8).toBeCloseTo(1, 1);
  });

  it('empirical: is one of the samples, each as often as any other', () => {
    const values = draws({ kind: 'empirical', samplesMs: [1, 4, 9] });
    expect(new Set(values)).toEqual(new Set([1, 4, 9]));
    for (const sample of [1, 4, 9]) {
      expect(values.filter((v) => v === sample).length / N).toBeCloseTo(1 / 3, 1);
    }
  });

  it('spikes: is the usual delay but for their share', () => {
    const usual = { kind: 'fixed', ms: 15 } as const;
    const values = draws({
      kind: 'spikes',
      usual,
      share: 0.1,
      spike: { kind: 'uniform', minMs: 90, maxMs: 99 },
    });
    expect(values.filter((v) => v >= 90 && v < 99).length / N).toBeCloseTo(0.1, 2);
    expect(values.filter((v) => v === 15).length / N).toBeCloseTo(0.9, 2);
  });

  it('is finite and not negative at the ends of what a generator gives', () => {
    for (const random of [() => 0, () => 1 - 2 ** -53]) {
      for (const kind of ['normal', 'lognormal', 'exponential'] as const) {
        const ms = drawDelayMs({ kind, meanMs: 5, sdMs: 1, medianMs: 5, sigma: 1 }, random);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThan(Infinity);
      }
    }
  });
});
