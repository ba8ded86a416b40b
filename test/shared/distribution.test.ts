import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DISTRIBUTION_HELP,
  distributionLabel,
  distributionSchema,
  formatDistribution,
  parseDistribution,
  type Distribution,
} from '../../src/shared/distribution';

const ms = fc.double({ min: 0, max: 60_000, noNaN: true }).map((value) => value + 0);
const plain = fc.oneof(
  ms.map((value) => ({ kind: 'fixed', ms: value })),
  fc.tuple(ms, ms).map(([a, b]) => ({ kind: 'uniform', minMs: Math.min(a, b), maxMs: Math.max(a, b) })),
  fc.tuple(ms, ms).map(([meanMs, sdMs]) => ({ kind: 'normal', meanMs, sdMs })),
  fc
    .tuple(ms, fc.double({ min: 0, max: 10, noNaN: true }))
    .map(([medianMs, sigma]) => ({ kind: 'lognormal', medianMs, sigma: sigma + 0 })),
  ms.map((meanMs) => ({ kind: 'exponential', meanMs })),
  fc.array(ms, { minLength: 1, maxLength: 20 }).map((samplesMs) => ({ kind: 'empirical', samplesMs })),
);
const spiked = fc
  .tuple(plain, fc.double({ min: 1e-6, max: 0.999, noNaN: true }), plain)
  .map(([usual, share, spike]) => ({ kind: 'spikes', usual, share, spike }));
const any = fc.oneof(plain, spiked).map((given) => distributionSchema.parse(given));

describe('the short form of a delay', () => {
  it('reads back as what it was written from', () => {
    fc.assert(
      fc.property(any, (delay) => {
        expect(parseDistribution(formatDistribution(delay))).toEqual(delay);
      }),
    );
  });

  it.each<[string, Distribution]>([
    ['15', { kind: 'fixed', ms: 15 }],
    [' 0.5 ', { kind: 'fixed', ms: 0.5 }],
    ['uniform:30:40', { kind: 'uniform', minMs: 30, maxMs: 40 }],
    ['normal:5:1', { kind: 'normal', meanMs: 5, sdMs: 1 }],
    ['lognormal:5:0.5', { kind: 'lognormal', medianMs: 5, sigma: 0.5 }],
    ['exponential:5', { kind: 'exponential', meanMs: 5 }],
    ['empirical:3/1/2', { kind: 'empirical', samplesMs: [1, 2, 3] }],
    [
      '15+1%:uniform:100:200',
      {
        kind: 'spikes',
        usual: { kind: 'fixed', ms: 15 },
        share: 0.01,
        spike: { kind: 'uniform', minMs: 100, maxMs: 200 },
      },
    ],
  ])('%s is a delay', (text, delay) => {
    expect(parseDistribution(text)).toEqual(delay);
  });

  it.each([
    '',
    'fast',
    '-1',
    '60001',
    'uniform:40:30',
    'uniform:30',
    'normal:5:1:2',
    'exponential:',
    'empirical:',
    'empirical:1/x',
    '15+0%:200',
    '15+100%:200',
    '15+1%:',
    '1+1%:2+1%:3',
    'fixed:15',
  ])('%j is refused with what is allowed', (text) => {
    expect(() => parseDistribution(text)).toThrow(`"${text}" is not a delay: ${DISTRIBUTION_HELP}.`);
  });
});

describe('the label of a delay', () => {
  it('is the short form, as long as that can be read', () => {
    expect(distributionLabel(parseDistribution('15+1%:empirical:1/2'))).toBe('15+1%:empirical:1/2');
  });

  it('says of many samples how many and their median', () => {
    const samplesMs = Array.from({ length: 1001 }, (_, i) => i / 10);
    expect(distributionLabel({ kind: 'empirical', samplesMs })).toBe('empirical(n=1001 median=50)');
  });
});
