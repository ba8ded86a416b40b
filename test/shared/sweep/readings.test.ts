import { describe, expect, it } from 'vitest';
import { sweepFigure, sweepPoints } from '../../../src/shared/figures/sweepFigure';
import type { RunSummary } from '../../../src/shared/runStatistics';
import type { SweepCell } from '../../../src/shared/sweep/api';
import { arrange } from '../../../src/shared/sweep/arrangement';
import { baseFacts } from '../../../src/shared/sweep/baseFacts';
import { MEASURES, measureOf } from '../../../src/shared/sweep/measures';
import { summaryWords, tickWords } from '../../../src/shared/sweep/measureWords';
import { axisLook, axisTitle, readingsOf, settingsOf } from '../../../src/shared/sweep/readings';
import { cell, empty, summary, sweep } from './grid';

const NO_CAUSES = {
  causes: { lateHeartbeat: 0, lostDatagrams: 0, stall: 0, paused: 0, asymmetricLink: 0, unknown: 0 },
};

/** So many that no word fits into a cell. */
const manyOf = (values: readonly string[]): string[] => Array.from({ length: 40 }, () => values[0] ?? '');

describe('what a cell shows', () => {
  const axes = sweep.axes.map(axisLook);
  const split = measureOf('split', MEASURES);

  it('is its value with interval and n, in words too, and n/a where it is not known', () => {
    const cells = [cell(0, summary(12, 100)), cell(1, empty), null];
    const [known, untried, missing] = readingsOf(axes, cells, split);
    expect(known).toEqual({
      value: 0.12,
      failed: false,
      short: '12.0%',
      words: 'Width of the timeout range 10 ms, Latency 1 ms: split-vote rate 12.0% (7.0–19.8%), 100 trials',
    });
    expect([untried?.value, missing?.value]).toEqual([null, null]);
    const [censored] = readingsOf(axes, [cell(0, summary(1, 9))], measureOf('p99', MEASURES));
    expect(censored).toMatchObject({ value: null, short: 'n/a' });
  });

  it('says that it failed, with the reason in words', () => {
    const failed = { ...cell(1, empty), state: 'failed' as const, problem: 'Too few servers.' };
    const [reading] = readingsOf(axes, [failed], split);
    expect(reading).toEqual({
      value: null,
      failed: true,
      short: 'fail',
      words: 'Width of the timeout range 10 ms, Latency 1 ms: failed. Too few servers.',
    });
  });

  it('is crossed out in a figure where the word does not fit, and the key has it', () => {
    const failed = { ...cell(1, empty), state: 'failed' as const, problem: 'Too few servers.' };
    const wide = { ...sweep, axes: sweep.axes.map((axis) => ({ ...axis, values: manyOf(axis.values) })) };
    const picture = (cells: readonly SweepCell[]) =>
      sweepFigure({
        sweep: wide,
        cells,
        arrangement: arrange(wide.axes),
        measure: split,
        knee: { cells: new Map(), sentence: '' },
      });
    const crosses = (svg: string) => svg.split('l6 6m0 -6l-6 6').length - 1;
    expect(crosses(picture([cell(0, summary(12, 100)), failed]))).toBe(1);
    expect(picture([cell(0, summary(12, 100)), failed])).toContain('failed');
    expect(picture([cell(0, summary(12, 100))])).not.toContain('failed');
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
