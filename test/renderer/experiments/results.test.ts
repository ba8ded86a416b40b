import { describe, expect, it } from 'vitest';
import { arrange } from '../../../src/shared/sweep/arrangement';
import { baseFacts } from '../../../src/shared/sweep/baseFacts';
import { kneeAxis, kneeLook } from '../../../src/shared/sweep/kneeLook';
import { lineView, nearest } from '../../../src/shared/sweep/lineView';
import { USUAL_THRESHOLDS } from '../../../src/shared/sweep/thresholds';
import { axisLook, axisTitle, readingsOf, settingsOf } from '../../../src/shared/sweep/readings';
import { sweepPoints } from '../../../src/shared/figures/sweepFigure';
import { summaryWords, tickWords } from '../../../src/shared/sweep/measureWords';
import { searchSweeps } from '../../../src/renderer/experiments/searchSweeps';
import { reduceSweep, sweepViewOf } from '../../../src/renderer/experiments/sweepView';
import { experimentSchema } from '../../../src/shared/experiment';
import type { RunSummary } from '../../../src/shared/runStatistics';
import type { SweepCell, SweepProgress } from '../../../src/shared/sweep/api';
import { valuesOf } from '../../../src/shared/sweep/grid';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';
import { MEASURES, measureOf } from '../../../src/shared/sweep/measures';
import { wilson } from '../../../src/shared/proportion';
import { summaryOf } from '../fakeLab';

const base = experimentSchema.parse({ engine: 'simulation' });
const sweep = sweepSchema.parse({
  base,
  axes: [
    { parameter: 'timeoutWidth', values: '10,50,100' },
    { parameter: 'latency', values: '1,10' },
  ],
});
const empty = summaryOf([]);
const NO_CAUSES = {
  causes: { lateHeartbeat: 0, lostDatagrams: 0, stall: 0, paused: 0, asymmetricLink: 0, unknown: 0 },
};
const summary = (split: number, n: number, p99: number | null = null): RunSummary => ({
  ...empty,
  trials: n,
  splitVoteRate: wilson(split, n),
  downtimeMs: { ...empty.downtimeMs, p99 },
});
const cell = (number: number, of: RunSummary, from: Sweep = sweep): SweepCell => ({
  cell: number,
  values: valuesOf(from.axes, number),
  state: 'done',
  summary: of,
  problem: null,
});
const progress = (changed: readonly SweepCell[]): SweepProgress => ({
  sweepId: 'one',
  state: 'running',
  sweep,
  cells: 6,
  cellsDone: 0,
  trialsDone: 0,
  trialsTotal: 6000,
  elapsedMs: 0,
  trialsPerSecond: null,
  remainingMs: null,
  changed,
  problem: null,
});

describe('a sweep under way', () => {
  it('gathers cells as they get on, and leaves the others as they are', () => {
    const first = reduceSweep(null, progress([cell(2, summary(1, 10))]));
    expect(first.cells.map((one) => one?.cell ?? null)).toEqual([null, null, 2, null, null, null]);
    const second = reduceSweep(first, progress([cell(0, summary(0, 10)), cell(2, summary(3, 20))]));
    expect(second.cells[2]?.summary.trials).toBe(20);
    expect(reduceSweep(second, progress([])).cells).toBe(second.cells);
    expect(second.sweep).toBe(first.sweep);
  });

  it('begins anew for another sweep', () => {
    const first = reduceSweep(null, progress([cell(2, summary(1, 10))]));
    expect(reduceSweep(first, { ...progress([]), sweepId: 'two' }).cells).toEqual(new Array(6).fill(null));
  });

  it('from disk is done or can be gone on with', () => {
    const data = { sweepId: 'one', name: 'x', startedAt: '', sweep, cellsDone: 1, trialsDone: 10 };
    const cells = [cell(0, summary(0, 10))];
    expect(sweepViewOf({ ...data, complete: false, cells }).state).toBe('stopped');
    expect(sweepViewOf({ ...data, complete: true, cells }).state).toBe('done');
  });
});

describe('what a cell shows', () => {
  const axes = sweep.axes.map(axisLook);
  const split = measureOf('split', MEASURES);

  it('is its value with interval and n, in words too, and n/a where it is not known', () => {
    const cells = [cell(0, summary(12, 100)), cell(1, empty), null];
    const [known, untried, missing] = readingsOf(axes, cells, split);
    expect(known).toEqual({
      value: 0.12,
      short: '12.0%',
      words: 'Width of the timeout range 10 ms, Latency 1 ms: split-vote rate 12.0% (7.0–19.8%), 100 trials',
    });
    expect([untried?.value, missing?.value]).toEqual([null, null]);
    const [censored] = readingsOf(axes, [cell(0, summary(1, 9))], measureOf('p99', MEASURES));
    expect(censored).toMatchObject({ value: null, short: 'n/a' });
  });

  it('is taken along with its settings and its interval, units in the columns, nothing where it is not known', () => {
    const figure = {
      sweep,
      arrangement: arrange(sweep.axes),
      knee: { cells: new Map([[0, true]]), sentence: '' },
    };
    const cells = [cell(0, summary(12, 100)), cell(1, empty), null];
    const rates = sweepPoints({ ...figure, cells, measure: split });
    expect(rates.columns).toEqual([
      'timeout_width',
      'latency',
      'trials',
      'split',
      'low_95',
      'high_95',
      'knee',
    ]);
    expect(rates.rows).toEqual([
      ['10', '1', 100, 0.12, expect.closeTo(0.07, 2), expect.closeTo(0.198, 2), true],
      ['10', '10', 0, null, null, null, false],
    ]);
    const waits = sweepPoints({ ...figure, cells, measure: measureOf('commitP99', MEASURES) });
    expect(waits.columns[3]).toBe('commit_p99_ms');
  });

  it('with nothing seen is the upper bound, never 0 alone', () => {
    const [unseen] = readingsOf(axes, [cell(0, summary(0, 100))], split);
    expect(unseen).toMatchObject({ value: 0, short: '<3.7%' });
    expect(unseen?.words).toContain('split-vote rate 0% (at most 3.7%)');
  });

  it('of a quantile has its order-statistic interval, n/a where an end is not known', () => {
    const p99 = measureOf('p99', MEASURES);
    const of = (low: number | null, high: number | null): RunSummary => ({
      ...summary(0, 100, 312),
      downtimeIntervals: { p50: { low: null, high: null }, p99: { low, high } },
    });
    expect(summaryWords(p99, of(298, 330))).toBe('312 ms (298–330 ms)');
    expect(summaryWords(p99, of(298, null))).toBe('312 ms (298 ms to n/a)');
    expect(summaryWords(p99, of(298, 12_000))).toBe('312 ms (298 ms to 12.0 s)');
    expect(summaryWords(p99, summary(0, 100, 312))).toBe('312 ms');
  });

  it('of events has the hour with it, and with none seen the Poisson bound', () => {
    const spurious = measureOf('spurious', MEASURES);
    const of = (value: number, low: number, high: number): RunSummary => ({
      ...empty,
      spurious: { ...NO_CAUSES, elections: 0, observedMs: 1, perHour: { value, low, high } },
    });
    expect(summaryWords(spurious, of(378, 340, 420))).toBe('378 an hour (340–420)');
    expect(summaryWords(spurious, of(0, 0, 3.69))).toBe('0.0 an hour (at most 3.7)');
    expect(summaryWords(spurious, empty)).toBe('n/a');
    expect(tickWords(spurious, 200)).toBe('200/h');
  });

  it('names settings with their units, and shares in percent', () => {
    expect(settingsOf(axes, 3)).toEqual([
      ['Width of the timeout range', '50 ms'],
      ['Latency', '10 ms'],
    ]);
    expect(axisTitle(axisLook({ parameter: 'loss', values: ['0.05'] }))).toBe('Loss');
    expect(axisLook({ parameter: 'loss', values: ['0.05'] }).values).toEqual(['5%']);
    expect(axisLook({ parameter: 'heartbeat', values: ['10%', '20%'] }).unit).toBeNull();
  });

  it('says what all cells have in common and leaves out what is varied', () => {
    const facts = new Map(baseFacts(sweep));
    expect(facts.get('shortest timeout')).toBe('150 ms');
    expect(facts.has('latency, one way')).toBe(false);
    expect(facts.has('loss')).toBe(false);
    expect(facts.get('a cell ends')).toBe('after 1000 trials');
  });
});

describe('earlier sweeps', () => {
  const info = (name: string, of: Sweep) => ({
    sweepId: name,
    name,
    startedAt: '',
    sweep: of,
    complete: true,
    cells: 6,
    cellsDone: 6,
    trialsDone: 6,
  });
  const steady = sweepSchema.parse({
    base: { ...base, kind: 'steady' },
    axes: [{ parameter: 'loss', values: '0,0.1' }],
  });
  const all = [info('A', sweep), info('B', steady)];

  it.each([
    ['', ['A', 'B']],
    ['latency', ['A']],
    ['STEADY loss', ['B']],
    ['timeout-width', ['A']],
    ['steady latency', []],
  ])('are found by %j', (query, names) => {
    expect(searchSweeps(all, query).map(({ name }) => name)).toEqual(names);
  });
});

describe('the knee', () => {
  const arrangement = arrange(sweep.axes);
  const split = measureOf('split', MEASURES);

  it('is looked for along what an operator chooses, not what a network gives', () => {
    expect(kneeAxis(sweep.axes, arrangement)).toBe(0);
    expect(kneeAxis(sweep.axes, { ...arrangement, columns: 1, rows: 0 })).toBe(0);
  });

  it('is framed for each value of the other axis, and is sure only when its whole interval is below', () => {
    const cells = [
      cell(0, summary(300, 1000)),
      cell(1, summary(900, 1000)),
      cell(2, summary(0, 1000)),
      cell(3, summary(200, 1000)),
      cell(4, summary(0, 1000)),
      cell(5, summary(0, 50)),
    ];
    const look = kneeLook(sweep.axes, cells, arrangement, split, USUAL_THRESHOLDS);
    expect([...look.cells]).toEqual([
      [2, true],
      [5, false],
    ]);
    expect(look.sentence).toMatch(/^Framed for each Latency: the smallest value of Width/);
  });

  it('of a time is where it is least', () => {
    const cells = [200, 0, 120, 0, 150, 0].map((p99, i) => cell(i, summary(0, 100, p99 === 0 ? null : p99)));
    const look = kneeLook(sweep.axes, cells, arrangement, measureOf('p99', MEASURES), USUAL_THRESHOLDS);
    expect([...look.cells]).toEqual([[2, true]]);
  });
});

describe('a sweep over one parameter', () => {
  const nodes = sweepSchema.parse({ base, axes: [{ parameter: 'nodes', values: '3,5,9' }] });
  const cells = [cell(0, summary(20, 100), nodes), cell(1, summary(5, 100), nodes), null];
  const split = measureOf('split', MEASURES);

  it('stands values at their own numbers, with their intervals, and leaves out what is not known', () => {
    const view = lineView(axisLook(nodes.axes[0]!), cells, split);
    expect(view.at).toEqual([3, 5, 9]);
    expect(view.points).toEqual([
      { x: 3, y: 0.2, cell: 0 },
      { x: 5, y: 0.05, cell: 1 },
    ]);
    expect(view.high[0]?.y).toBeGreaterThan(0.2);
    expect(view.top).toBeGreaterThanOrEqual(view.high[0]!.y);
    expect([view.labelAt(5), view.labelAt(6)]).toEqual(['5', null]);
    expect([nearest(view, 3.9), nearest(view, 8)]).toEqual([0, 2]);
  });

  it('stands values that are no numbers one after another', () => {
    const choice = axisLook({ parameter: 'preVote', values: ['off', 'on'] });
    const view = lineView(choice, cells, split);
    expect(view.at).toEqual([0, 1]);
    expect(view.labelAt(1)).toBe('on');
  });
});
