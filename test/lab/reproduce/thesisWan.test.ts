import { describe, expect, it } from 'vitest';
import { thesisWanRows } from '../../../src/shared/referenceRows';
import { reproduceThesisWan } from '../../../src/lab/reproduce/thesisWan';
import { THESIS_WAN_SETTINGS } from '../../../src/shared/reference';

describe("Ongaro's thesis, wide-area setting: one-way latency uniform 30–40 ms, timeouts 300–600 ms", async () => {
  const comparisons = await reproduceThesisWan({
    trials: 10_000,
    seed: 1,
    signal: new AbortController().signal,
  });

  it.each(THESIS_WAN_SETTINGS.map(({ failed, publishedMeanMs }, i) => [failed, publishedMeanMs, i] as const))(
    'with %i of five failed an election takes %i ms on average, within 4 percent',
    (failed, publishedMeanMs, i) => {
      const { simulated, meanDifference, within, elections } = comparisons[i]!;
      expect(comparisons[i]).toMatchObject({ failed, publishedMeanMs });
      expect(elections).toBe(10_000);
      expect(Math.abs(simulated.mean / publishedMeanMs - 1)).toBeLessThan(0.04);
      expect(meanDifference).toBeCloseTo(simulated.mean / publishedMeanMs - 1, 12);
      expect(within).toBe(true);
    },
  );

  it('is a row each in the CSV, with the interval of the mean', () => {
    const [header, ...rows] = thesisWanRows(comparisons) as [string[], ...number[][]];
    expect(header.slice(0, 3)).toEqual(['failed_servers', 'statistic', 'published_ms']);
    expect(rows.map(([failed, , publishedMs]) => [failed, publishedMs])).toEqual([
      [0, 430],
      [1, 469],
      [2, 632],
    ]);
    for (const [, , , , mean, low, high] of rows) {
      expect(low).toBeLessThan(mean!);
      expect(high).toBeGreaterThan(mean!);
    }
  });

  it('stopped, compares what was completed', async () => {
    expect(await reproduceThesisWan({ trials: 100, seed: 1, signal: AbortSignal.abort() })).toEqual([]);
  });
});
