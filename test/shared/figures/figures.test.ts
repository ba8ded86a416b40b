import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTop, ticksOf } from '../../../src/shared/figures/axis';
import { adviceFigure, HATCHED } from '../../../src/shared/figures/adviceFigure';
import { comparedAxis, comparedFigure } from '../../../src/shared/figures/comparedFigure';
import { figure16Figure } from '../../../src/shared/figures/figure16Figure';
import { mapColour } from '../../../src/shared/figures/mapColours';
import { mapFigure } from '../../../src/shared/figures/mapFigure';
import { splitRatesFigure } from '../../../src/shared/figures/splitRatesFigure';
import { thesisWanFigure } from '../../../src/shared/figures/thesisWanFigure';
import { FIGURE_16_LINES } from '../../../src/shared/figure16';
import { downtimeAxis, downtimeFigure } from '../../../src/shared/figures/downtimeFigure';
import { linesFigure } from '../../../src/shared/figures/linesFigure';
import { pathThrough } from '../../../src/shared/figures/svg';
import { darkRules, ink } from '../../../src/shared/figures/look';
import { splitRateFigure } from '../../../src/shared/figures/splitRateFigure';
import { termsUsedFigure } from '../../../src/shared/figures/termsUsedFigure';
import { trialsFigure } from '../../../src/shared/figures/trialsFigure';
import { requireWellFormed } from '../../markup';

const tick = String;
const count = (svg: string, what: string) => svg.split(what).length - 1;

describe('an axis', () => {
  it('has round ticks within its ends, whatever those are', () => {
    const ends = fc.tuple(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, ([min, span]) => {
        const axis = { label: '', min, max: min + span, tick };
        const ticks = ticksOf(axis);
        expect(ticks.length).toBeLessThanOrEqual(7);
        const slack = span * 1e-6;
        for (const value of ticks) {
          expect(value).toBeGreaterThanOrEqual(min - slack);
          expect(value).toBeLessThanOrEqual(min + span + slack);
        }
      }),
    );
  });

  it('has no half trials', () => {
    expect(ticksOf({ label: '', min: 0, max: 2.12, tick, whole: true })).toEqual([0, 1, 2]);
  });

  it.each([
    [589, 600],
    [0.0687, 0.08],
    [100, 100],
  ])('from zero that holds %d ends at %d', (highest, top) => {
    expect(roundTop(highest)).toBeCloseTo(top, 9);
  });
});

describe('the downtime figure', () => {
  const downtimesMs = Array.from({ length: 100 }, (_, i) => 150 + i);

  it('has one bar for each bin that is not empty, and both curves', () => {
    const svg = downtimeFigure({ downtimesMs, capped: 0, predictedMs: [140, 190, 260], bandHalfWidth: 0.1 });
    requireWellFormed(svg);
    expect(svg).toContain('predicted by simulation');
    expect(svg).toContain('95% band');
    expect(svg).toContain('Downtime of 100 trials');
    expect(count(svg, `fill="${ink('grey')}"`)).toBeGreaterThan(20);
  });

  it('is a picture even of nothing', () => {
    const svg = downtimeFigure({ downtimesMs: [], capped: 0, predictedMs: [], bandHalfWidth: null });
    requireWellFormed(svg);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('does not let a single outlier press all the others together', () => {
    const [, toMs] = downtimeAxis({ downtimesMs: [...downtimesMs, ...downtimesMs, 30_000], predictedMs: [] });
    expect(toMs).toBeLessThan(400);
  });

  it('escapes what people wrote', () => {
    const heading = { title: '<script>alert("1")</script>', about: 'a & b' };
    const svg = downtimeFigure({ downtimesMs, capped: 0, predictedMs: [], bandHalfWidth: null, heading });
    requireWellFormed(svg);
    expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(svg).not.toContain('<script');
  });
});

describe('the other figures', () => {
  it('the rate has its band where the interval is known, and theory where there is one', () => {
    const rates = [1, 2, 3, 4].map((n) => ({ n, value: 0.25, interval: { low: 0.1, high: 0.6 } }));
    const svg = splitRateFigure({ rates, predicted: 0.052 });
    requireWellFormed(svg);
    expect(svg).toContain('95% interval');
    expect(svg).toContain('theory');
    const bare = splitRateFigure({ rates: rates.map((r) => ({ ...r, interval: null })), predicted: null });
    requireWellFormed(bare);
    expect(bare).not.toContain('95% interval');
    expect(splitRateFigure({ rates: [], predicted: null })).not.toMatch(/NaN|Infinity/);
  });

  it('terms used say each share in words, too', () => {
    const share = (successes: number) => ({ value: successes / 10, low: 0, high: 1, successes, n: 10 });
    const svg = termsUsedFigure({
      shares: [
        { terms: 1, share: share(9) },
        { terms: 2, share: share(1) },
      ],
    });
    requireWellFormed(svg);
    expect(svg).toContain('Terms used by 10 trials: 1 in 90.0%, 2 in 10.0%');
  });

  it('trials are told apart by shape, and only kinds that are there stand in the key', () => {
    const trial = { place: 1, downtimeMs: 200, split: false, clean: true };
    const plain = trialsFigure({ trials: [trial] });
    requireWellFormed(plain);
    expect(plain).not.toContain('contaminated');
    const all = trialsFigure({
      trials: [trial, { ...trial, split: true }, { ...trial, clean: false }, { ...trial, downtimeMs: null }],
    });
    expect(all).toContain('contaminated');
    expect(all).toContain('with a split vote');
    expect(all).not.toMatch(/NaN|Infinity/);
  });

  it('lines have a name, a colour and a dash each', () => {
    const svg = linesFigure({
      heading: { title: 'Terms', about: '' },
      description: 'Terms',
      x: { label: 's', min: -60, max: 0, tick },
      y: { label: 'term', tick, whole: true },
      lines: [
        { name: 'A', dash: [], points: [{ x: -60, y: 1 }] },
        {
          name: 'B',
          dash: [2, 2],
          points: [
            { x: -60, y: 1 },
            { x: -3, y: 2 },
          ],
        },
      ],
      stepped: true,
      marks: [{ x: -3, label: 'crash A' }],
    });
    requireWellFormed(svg);
    expect(svg).toContain('stroke-dasharray="2 2"');
    expect(svg).toContain('crash A');
  });

  it('lines have the gaps that their points have', () => {
    const points = [
      { x: 0, y: 1 },
      { x: 2, y: NaN },
      { x: 4, y: 3 },
      { x: 5, y: 3 },
    ];
    expect(pathThrough(points)).toBe('M0 1M4 3L5 3');
    expect(pathThrough(points, true)).toBe('M0 1H2M4 3H5V3');
  });
});

describe('figures of what is compared', () => {
  const steps = [
    { x: 150, y: 0.5 },
    { x: 300, y: 1 },
  ];
  const run = (name: string) => ({ name, trials: 2, steps, bandHalfWidth: 0.2 });

  it('a curve, a band and a name for each run, in looks of their own', () => {
    const svg = comparedFigure([run('Narrow'), run('Wide')], { title: 'Downtime', about: '' });
    requireWellFormed(svg);
    for (const text of ['Narrow', 'Wide', ink('node1'), ink('node2')]) expect(svg).toContain(text);
    expect(count(svg, 'fill-opacity="0.16"')).toBe(2);
    expect(comparedFigure([])).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('curves that all rise at one place have an axis of several steps', () => {
    const at = (x: number) => [{ steps: [{ x, y: 1 }] }, { steps: [{ x, y: 0.5 }] }];
    expect(comparedAxis(at(0))).toEqual({ minMs: 0, maxMs: 5 });
    expect(comparedAxis(at(150))).toEqual({ minMs: 150, maxMs: 155 });
  });

  it('many long names take rows of their own, shortened, and nothing from the plot', () => {
    const heightOf = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
    const long = Array.from({ length: 12 }, (_, i) => run(`${i} ${'a very long name '.repeat(6)}`));
    const svg = comparedFigure(long);
    requireWellFormed(svg);
    expect(svg).toContain('…');
    expect(heightOf(svg)).toBe(heightOf(comparedFigure([run('A')])) + 11 * 18);
  });

  it('a rate on each row with its interval; of none that is known, just its name', () => {
    const rate = { value: 0.1, low: 0.05, high: 0.2, successes: 10, n: 100 };
    const unknown = { value: null, low: 0, high: 1, successes: 0, n: 0 };
    const svg = splitRatesFigure([
      { name: 'Narrow', splitVoteRate: rate },
      { name: 'Empty', splitVoteRate: unknown },
    ]);
    requireWellFormed(svg);
    expect(svg).toContain('Empty');
    expect(count(svg, '<circle')).toBe(1);
  });

  it('the wide-area means stand beside what was published, before and after they are simulated', () => {
    const before = thesisWanFigure([null, null, null]);
    requireWellFormed(before);
    const ours = {
      failed: 0,
      publishedMeanMs: 430,
      elections: 10,
      simulated: { mean: 431, low: 429, high: 433 },
    };
    const after = thesisWanFigure([{ ...ours, meanDifference: 0, within: true }, null, null]);
    expect(count(after, '<circle') - count(before, '<circle')).toBe(1);
  });

  it('Figure 16 has its marks, on a logarithmic axis too', () => {
    const [line] = FIGURE_16_LINES;
    const panel = { heading: { title: 'Figure 16', about: '' }, minMs: 100, maxMs: 1e6 };
    const svg = figure16Figure({
      ...panel,
      curves: [{ index: 0, line: line!, ours: [] }],
      logarithmic: true,
    });
    requireWellFormed(svg);
    expect(svg).toContain('10\u202f000');
    // One of them in the key.
    expect(count(svg, '<circle')).toBe(9);
  });
});

describe('a map', () => {
  const axis = (n: number) => ({
    label: 'latency, ms',
    values: Array.from({ length: n }, (_, i) => String(i)),
  });
  const panel = (title: string | null, columns: number, rows: number) => ({
    title,
    cells: Array.from({ length: columns * rows }, (_, i) => ({
      x: i % columns,
      y: Math.floor(i / columns),
      fill: { kind: 'colour', colour: mapColour(i / (columns * rows)) } as const,
      text: '5%',
    })),
  });

  it('has a cell for each pair, with its number where there is room', () => {
    const figure = { description: 'map', key: [], columns: axis(4), rows: axis(3) };
    const svg = mapFigure({ ...figure, panels: [panel(null, 4, 3)] });
    requireWellFormed(svg);
    expect(count(svg, '5%')).toBe(12);
    const crowded = mapFigure({ ...figure, columns: axis(60), panels: [panel(null, 60, 3)] });
    expect(count(crowded, '5%')).toBe(0);
  });

  it('has a small one for each value of a third setting', () => {
    const panels = ['loss 0%', 'loss 1%', 'loss 5%', 'loss 9%'].map((title) => panel(title, 3, 2));
    const svg = mapFigure({ description: 'maps', key: [], columns: axis(3), rows: axis(2), panels });
    requireWellFormed(svg);
    for (const { title } of panels) expect(svg).toContain(title);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('of advice hatches what misses a goal, and marks the recommendation', () => {
    const point = (minMs: number, feasible: boolean) => ({
      minMs,
      maxMs: minMs * 2,
      heartbeatMs: 10,
      feasible,
    });
    const cells = [[point(100, true), point(200, false)]];
    const map = { minsMs: [100, 200], widthsMs: [100], cells };
    const svg = adviceFigure({ map, recommended: point(100, true) } as never, ({ feasible }) =>
      feasible ? null : 'splitVotes',
    );
    requireWellFormed(svg);
    expect(svg).toContain('Recommended: 100–200 ms');
    for (const { words } of HATCHED) expect(svg).toContain(words);
    expect(svg).toContain(ink('node1'));
  });
});

it('every colour of a figure has one for dark pages', () => {
  const rules = darkRules('figure');
  const svg = downtimeFigure({ downtimesMs: [1, 2], capped: 0, predictedMs: [1], bandHalfWidth: 0.2 });
  for (const [, paint] of svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"/g))
    expect(rules).toContain(`"${paint!}"`);
});
