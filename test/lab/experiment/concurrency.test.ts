import { describe, expect, it } from 'vitest';
import { ConcurrencyGovernor, startingClusters } from '../../../src/lab/experiment/concurrency';

describe('clusters side by side', () => {
  it.each([
    [1, 5, 1],
    [2, 5, 2],
    [2, 3, 2],
    [2, 25, 1],
    [8, 5, 4],
    [8, 25, 1],
    [16, 10, 4],
  ])('auto: %i processors and %i nodes bear %i', (cores, nodes, clusters) => {
    expect(startingClusters(cores, { nodes, clientLoadPerSecond: 20 })).toBe(clusters);
  });

  it('auto: clients whose commands are measured share their processors with no other cluster', () => {
    expect(startingClusters(8, { nodes: 5, clientLoadPerSecond: 200 })).toBe(1);
  });

  it('goes on as long as few trials are contaminated', () => {
    const governor = new ConcurrencyGovernor(2);
    for (let trial = 0; trial < 1000; trial += 1) expect(governor.observe(trial % 14 !== 0)).toBe(false);
    expect(governor.clusters).toBe(2);
  });

  it('takes one away as soon as a tenth of the last forty are contaminated, and looks afresh then', () => {
    const governor = new ConcurrencyGovernor(3);
    const verdicts = [false, false, false, false, false, false, false].map((clean) =>
      governor.observe(clean),
    );
    expect(verdicts).toEqual([false, false, false, true, false, false, false]);
    expect(governor.clusters).toBe(2);
    expect(governor.observe(false)).toBe(true);
    expect(governor.clusters).toBe(1);
  });

  it('never takes the last', () => {
    const governor = new ConcurrencyGovernor(1);
    for (let trial = 0; trial < 100; trial += 1) expect(governor.observe(false)).toBe(false);
    expect(governor.clusters).toBe(1);
  });
});
