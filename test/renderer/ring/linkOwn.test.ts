import { describe, expect, it } from 'vitest';
import type { LinkSnapshot } from '../../../src/shared/clusterSnapshot';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';
import { directionOf, linkValues, ownCondition } from '../../../src/renderer/ring/linkOwn';

const settings = { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 15 }, loss: 0.07 } as const;
const fast = { kind: 'fixed', ms: 1 } as const;
const link = (from: number, to: number, conditions: LinkSnapshot['conditions']): LinkSnapshot => ({
  from,
  to,
  cut: false,
  conditions,
});

describe('a link with conditions of its own', () => {
  const cluster = { settings, links: [link(2, 1, { delay: fast, duplicate: 0.05 })] };

  it('shows them, and the cluster’s for the rest', () => {
    expect(linkValues(cluster, 2, 1)).toEqual({ lossPercent: 7, delay: fast, duplicatePercent: 5 });
    expect(linkValues(cluster, 1, 2)).toEqual({
      lossPercent: 7,
      delay: settings.latency,
      duplicatePercent: 0,
    });
  });

  it('opens with the direction that has them, and with both where they are alike', () => {
    expect(directionOf(cluster, 1, 2)).toBe('back');
    expect(directionOf(cluster, 2, 1)).toBe('forth');
    expect(directionOf(cluster, 1, 3)).toBe('both');
    const alike = { settings, links: [link(1, 2, { loss: 0.5 }), link(2, 1, { loss: 0.5 })] };
    expect(directionOf(alike, 1, 2)).toBe('both');
  });

  it('keeps as its own only what differs from the cluster’s', () => {
    expect(ownCondition(cluster, { lossPercent: 7, delay: fast, duplicatePercent: 0 })).toEqual({
      loss: null,
      delay: fast,
      duplicate: null,
    });
    expect(ownCondition(cluster, linkValues(cluster, 1, 2))).toEqual({
      loss: null,
      delay: null,
      duplicate: null,
    });
  });
});
