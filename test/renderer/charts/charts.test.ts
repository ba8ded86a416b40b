import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../../src/shared/labEvent';
import { minMaxBuckets, thin } from '../../../src/renderer/charts/bucket';
import { downtimeView, shareAt } from '../../../src/renderer/charts/downtime';
import { lagOf } from '../../../src/renderer/charts/lag';
import { secondsAgo, valuesAt } from '../../../src/renderer/charts/nodeReadings';
import { rateBand, rateCeiling, rateLine } from '../../../src/renderer/charts/splitVotes';
import { termGroups } from '../../../src/renderer/charts/termGroups';
import { labelled, marksOf } from '../../../src/renderer/charts/timeMarks';
import type { NodeSeries } from '../../../src/renderer/live/liveBuffers';
import { Series } from '../../../src/renderer/live/series';
import { wilson } from '../../../src/shared/proportion';
import { spreadOf } from '../../../src/shared/spread';

const series = (samples: readonly (readonly [number, number])[]): Series => {
  const made = new Series(4000);
  for (const [t, v] of samples) made.push(t, v);
  return made;
};

describe('the terms of many nodes', () => {
  const nodes = (terms: readonly Series[]): Map<number, NodeSeries> =>
    new Map(terms.map((term, i) => [i + 1, { term, commit: series([]) }]));
  const at = (lines: ReturnType<typeof termGroups>, x: number) =>
    lines.flatMap(({ node, points }) => {
      const y = points.findLast((point) => point.x <= x)?.y ?? NaN;
      return Number.isNaN(y) ? [] : [{ node, y }];
    });

  it('are one line while they agree, and one more for who is alone with another', () => {
    const same = () => series([[0, 4]]);
    const isolated = series([
      [0, 4],
      [2000, 7],
      [3000, 4],
    ]);
    const lines = termGroups(nodes([same(), same(), isolated, same()]), 0, 4000);
    expect(lines.map(({ node }) => node)).toEqual([null, 3]);
    expect(at(lines, -2.5)).toEqual([{ node: null, y: 4 }]);
    expect(at(lines, -1.5)).toEqual([
      { node: null, y: 4 },
      { node: 3, y: 7 },
    ]);
    expect(at(lines, 0)).toEqual([{ node: null, y: 4 }]);
  });

  it('are a line for each side of a partition, and none for a node that is down', () => {
    const side = (term: number) => series([[0, term]]);
    const down = series([
      [0, 1],
      [1000, NaN],
    ]);
    const lines = termGroups(nodes([side(1), side(5), side(1), side(5), down]), 0, 2000);
    expect(at(lines, 0)).toEqual([
      { node: null, y: 5 },
      { node: null, y: 1 },
    ]);
    expect(lines.flatMap(({ points }) => points).filter(({ x }) => x === 0)).toHaveLength(2);
  });
});

describe('thinning a series for drawing', () => {
  it('keeps the lowest and the highest of each slice, in their order', () => {
    const points = minMaxBuckets(
      series([
        [0, 5],
        [10, 9],
        [20, 1],
        [30, 4],
        [100, 7],
      ]),
      0,
      100,
      2,
    );
    expect(points).toEqual([
      { x: -0.09, y: 9 },
      { x: -0.08, y: 1 },
      { x: 0, y: 7 },
    ]);
  });

  it('keeps gaps, and carries nothing out of one', () => {
    const gap = series([
      [10, 3],
      [20, NaN],
      [60, 5],
      [61, NaN],
      [99, 1],
    ]);
    expect(minMaxBuckets(gap, 0, 100, 2)).toEqual([
      { x: -0.09, y: 3 },
      { x: -0.08, y: NaN },
      { x: -0.04, y: 5 },
      { x: -0.039, y: NaN },
      { x: -0.001, y: 1 },
    ]);
    expect(minMaxBuckets(gap, 30, 100, 2)[0]).toEqual({ x: -0.04, y: 5 });
  });

  it('carries the value that held before to the edge', () => {
    expect(minMaxBuckets(series([[10, 3]]), 50, 100, 4)).toEqual([{ x: -0.05, y: 3 }]);
  });

  it('never loses an extreme and never gives more than two points a slice and one at the edge', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20), fc.integer({ min: -99, max: 99 })), { minLength: 1 }),
        (gaps) => {
          let t = 0;
          const samples = gaps.map(([gap, v]) => [(t += gap), v] as const);
          const points = minMaxBuckets(series(samples), 0, t + 1, 10);
          const values = samples.map(([, v]) => v);
          expect(Math.max(...points.map((p) => p.y))).toBe(Math.max(...values));
          expect(Math.min(...points.map((p) => p.y))).toBe(Math.min(...values));
          expect(points.length).toBeLessThanOrEqual(21);
          expect([...points].sort((a, b) => a.x - b.x)).toEqual(points);
        },
      ),
    );
  });

  it('thins points evenly and keeps both ends', () => {
    const all = Array.from({ length: 100 }, (_, i) => i);
    expect(thin(all, 4)).toEqual([0, 33, 66, 99]);
    expect(thin([1, 2], 4)).toEqual([1, 2]);
  });
});

describe('the downtime chart', () => {
  const NONE = spreadOf([], 0);

  it('shows an empty half second before anything is known', () => {
    expect(downtimeView(NONE, NONE, [])).toMatchObject({ bins: null, measured: [], minMs: 0, maxMs: 500 });
  });

  it.each([[[300.6]], [[0]], [[0, 0, 0]]])(
    'has an axis with numbers to tell apart for %j alone',
    (downtimesMs) => {
      const { minMs, maxMs } = downtimeView(spreadOf(downtimesMs, downtimesMs.length), NONE, []);
      expect(maxMs - minMs).toBeGreaterThanOrEqual(5);
      expect(minMs).toBeLessThanOrEqual(downtimesMs[0]!);
      expect(maxMs).toBeGreaterThanOrEqual(downtimesMs[0]!);
    },
  );

  it('keeps the curve below one when trials were capped', () => {
    const view = downtimeView(spreadOf([100, 200, 300], 4), NONE, []);
    expect(view.measured.at(-1)).toEqual({ x: 300, y: 0.75 });
    expect(shareAt(view.measured, 99)).toBe(0);
    expect(shareAt(view.measured, 200)).toBe(0.5);
    expect(shareAt([], 200)).toBeNull();
  });

  it('has room for all that is measured but not for the last of what is predicted', () => {
    const predicted = [...Array.from({ length: 999 }, (_, i) => 150 + i / 10), 9000];
    const view = downtimeView(spreadOf([400], 1), spreadOf([120], 1), predicted);
    expect(view.minMs).toBeLessThanOrEqual(120);
    expect(view.maxMs).toBeGreaterThanOrEqual(400);
    expect(view.maxMs).toBeLessThan(1000);
  });
});

describe('the split-vote chart', () => {
  const point = (n: number) => wilson(1, n);

  it('draws the rate as the run filled, and its interval all along', () => {
    const rates = [point(1), point(2), point(3)];
    expect(rateLine(rates).map((p) => p.x)).toEqual([1, 2, 3]);
    expect(rateBand(rates).high.map((p) => p.x)).toEqual([1, 2, 3]);
    expect(rateBand(rates).low[1]).toEqual({ x: 2, y: wilson(1, 2).low });
    expect(rateBand([])).toEqual({ low: [], high: [] });
  });

  it('stays drawable after very many trials', () => {
    const rates = Array.from({ length: 100_000 }, (_, i) => point(i + 1));
    expect(rateLine(rates).length).toBeLessThanOrEqual(300);
    expect(rateBand(rates).high.length).toBeLessThanOrEqual(300);
  });

  it.each([
    [null, null, 0.02],
    [null, 0.052, 0.2],
    [wilson(6, 100).high, 0.052, 0.2],
    [wilson(90, 100).high, null, 1],
  ])('has room for an interval up to %s and a prediction of %s', (high, predicted, top) => {
    expect(rateCeiling(high, predicted)).toBeCloseTo(top, 6);
  });
});

describe('pinned runs', () => {
  it('are curves from zero of their own, and widen the axis', () => {
    const steps = [
      { x: 900, y: 0.5 },
      { x: 1000, y: 1 },
    ];
    const { pinned, maxMs } = downtimeView(spreadOf([150, 200], 2), spreadOf([], 0), [], [{ steps }]);
    expect(pinned).toEqual([[{ x: 900, y: 0 }, ...steps]]);
    expect(maxMs).toBeGreaterThanOrEqual(900);
  });
});

describe('marks on the time axis', () => {
  const event = (atMs: number, marker: string | null): LabEvent => ({
    sequence: atMs,
    atMs,
    kind: 'fault',
    node: null,
    text: '',
    marker,
  });

  it('are the events with a marker of the time shown, oldest first', () => {
    const marks = marksOf(
      [event(10, 'old'), event(50, null), event(60, 'crash A'), event(90, 'heal')],
      100,
      50,
    );
    expect(marks.map((m) => [m.x, m.label])).toEqual([
      [-0.04, 'crash A'],
      [-0.01, 'heal'],
    ]);
  });

  it('are named from the newest back, as long as names do not touch', () => {
    const marks = [0, 30, 60, 65].map((x) => ({ x, label: String(x), kind: 'fault' as const }));
    const named = labelled(
      marks,
      (x) => x,
      () => 20,
      100,
    );
    expect([...named].map((m) => m.x)).toEqual([65, 30, 0]);
  });
});

describe('readings at the cursor', () => {
  const nodes = new Map<number, NodeSeries>([
    [1, { term: series([[0, 2]]), commit: series([[0, 10]]) }],
    [2, { term: series([[0, 2]]), commit: series([[0, 7]]) }],
    [3, { term: series([[50, 3]]), commit: new Series(1) }],
  ]);

  it('says who had which value', () => {
    expect(valuesAt(nodes, 'term', 10)).toBe('2 everywhere');
    expect(valuesAt(nodes, 'term', 60)).toBe('3: C · 2: A B');
    expect(valuesAt(nodes, 'commit', 60, 1)).toBe('10: A …');
    expect(valuesAt(nodes, 'term', -5)).toBe('');
  });

  it('counts seconds back from now', () => {
    expect([secondsAgo(0), secondsAgo(-23.44)]).toEqual(['now', '−23.4 s']);
  });

  it('knows how far each node is behind the foremost', () => {
    const lag = lagOf(nodes, 0, 100, 1);
    expect(lag.get(2)).toEqual([
      { x: -0.1, y: 3 },
      { x: 0, y: 3 },
    ]);
    expect(lag.get(3)?.map(({ y }) => y)).toEqual([NaN, NaN]);
  });
});
