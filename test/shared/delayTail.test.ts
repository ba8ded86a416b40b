import { describe, expect, it } from 'vitest';
import {
  delayQuantile,
  longerThan,
  medianOf,
  normalTail,
  p99Of,
  typicalDelays,
} from '../../src/shared/delayTail';
import type { Distribution } from '../../src/shared/distribution';

describe('the normal tail', () => {
  it.each([
    // Abramowitz and Stegun, table 26.1 and 26.2.
    [0, 0.5],
    [1, 0.158655253931457],
    [2.9, 0.00186581330038404],
    [3, 0.00134989803163009],
    [5, 2.866515719e-7],
    [10, 7.619853024e-24],
    [20, 2.753624119e-89],
  ])('beyond %d standard deviations is %d', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 9);
    expect(normalTail(-z)).toBeCloseTo(1 - tail, 12);
  });
});

const delays: readonly Distribution[] = [
  { kind: 'uniform', minMs: 30, maxMs: 40 },
  { kind: 'normal', meanMs: 20, sdMs: 3 },
  { kind: 'lognormal', medianMs: 5, sigma: 0.5 },
  { kind: 'exponential', meanMs: 7 },
  {
    kind: 'spikes',
    usual: { kind: 'normal', meanMs: 15, sdMs: 2 },
    share: 0.01,
    spike: { kind: 'uniform', minMs: 100, maxMs: 200 },
  },
];

describe.each(delays)('delays of $kind', (delay) => {
  it('are longer than their p-quantile with probability 1 − p', () => {
    for (const p of [0.01, 0.5, 0.99, 0.999999]) {
      expect(longerThan(delayQuantile(p, delay), delay) / (1 - p)).toBeCloseTo(1, 6);
    }
  });

  it('are never shorter than nothing, and become rarer', () => {
    expect(longerThan(-1, delay)).toBe(1);
    expect(longerThan(20, delay)).toBeGreaterThanOrEqual(longerThan(21, delay));
  });

  it('are typically spread over all of it', () => {
    const typical = typicalDelays(12, delay);
    expect(typical).toHaveLength(12);
    expect(typical.filter((ms) => ms < delayQuantile(0.5, delay))).toHaveLength(6);
  });
});

it('measured delays have the quantiles of their samples', () => {
  const samples: Distribution = { kind: 'empirical', samplesMs: [1, 2, 2, 3, 10] };
  expect([0.2, 0.21, 0.5, 0.8, 0.81, 0.99].map((p) => delayQuantile(p, samples))).toEqual([
    1, 2, 2, 3, 10, 10,
  ]);
  for (const [ms, share] of [
    [0.9, 1],
    [1, 0.8],
    [2, 0.4],
    [9.9, 0.2],
    [10, 0],
  ] as const) {
    expect(longerThan(ms, samples)).toBeCloseTo(share, 12);
  }
});

it('spikes leave the median alone and make the tail', () => {
  const spiky: Distribution = {
    kind: 'spikes',
    usual: { kind: 'fixed', ms: 15 },
    share: 0.02,
    spike: { kind: 'fixed', ms: 200 },
  };
  expect(medianOf(spiky)).toBe(15);
  expect(p99Of(spiky)).toBe(200);
  expect(longerThan(15, spiky)).toBeCloseTo(0.02, 12);
});

it('a fixed delay is longer than less, and no longer than itself', () => {
  const fixed: Distribution = { kind: 'fixed', ms: 4 };
  expect([longerThan(3.9, fixed), longerThan(4, fixed)]).toEqual([1, 0]);
  expect(typicalDelays(12, fixed)).toEqual([4]);
});
