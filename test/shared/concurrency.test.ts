import { describe, expect, it } from 'vitest';
import { crowdedRemark } from '../../src/shared/concurrency';
import { experimentSchema } from '../../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { mostClientLoad } from '../../src/shared/sweep/grid';

describe('clusters with clients side by side', () => {
  it('says what a given number of real clusters does to what clients wait for', () => {
    expect(crowdedRemark({ engine: 'processes', concurrency: 2 }, 200)).toBe(
      '2 clusters side by side, each with 200 commands a second, wait for each other’s processors: their latencies and downtimes are then not one cluster’s. auto takes one.',
    );
  });

  it('goes by the cell of a sweep that has the most', () => {
    const base = experimentSchema.parse({ cluster: { ...DEFAULT_SETTINGS, clientLoadPerSecond: 5 } });
    expect(mostClientLoad({ base, axes: [] })).toBe(5);
    expect(mostClientLoad({ base, axes: [{ parameter: 'load', values: ['10', '300', '20'] }] })).toBe(300);
  });

  it.each([
    ['auto decides', 'processes', 'auto', 200],
    ['there is one', 'processes', 1, 200],
    ['the load is light', 'processes', 2, 20],
    ['they are threads of a simulation', 'simulation', 2, 200],
  ] as const)('says nothing where %s', (_, engine, concurrency, load) => {
    expect(crowdedRemark({ engine, concurrency }, load)).toBeNull();
  });
});
