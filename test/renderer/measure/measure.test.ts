import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasureProgress } from '../../../src/shared/measure';
import { ecdf, histogram, niceStep } from '../../../src/shared/histogram';
import {
  downtimes,
  isRunning,
  measurementOf,
  NO_MEASUREMENTS,
  reduceMeasurements,
  type Measurements,
} from '../../../src/renderer/measure/measurement';
import { FakeLab } from '../fakeLab';

/** Progress as a lab tells it, a frame every 100 ms, until the run is over. */
async function progressOf(trials: number, seed = 1): Promise<{ lab: FakeLab; told: MeasureProgress[] }> {
  const lab = new FakeLab({ settings: { latency: { kind: 'fixed', ms: 15 } } });
  lab.advance(1500);
  await lab.measure({ trials, crash: 'kill', seed });
  const told: MeasureProgress[] = [];
  while (told.at(-1)?.state !== 'done') {
    lab.advance(100);
    told.push(lab.frame().measure!);
  }
  return { lab, told };
}

const fold = (from: Measurements, told: readonly MeasureProgress[]): Measurements =>
  told.reduce(reduceMeasurements, from);

describe('a measurement as it comes in', () => {
  it('gathers every trial once and the rate after each of them', async () => {
    const { told } = await progressOf(12);
    const { current } = fold(NO_MEASUREMENTS, [...told.slice(0, 5), told[4]!, ...told.slice(5)]);
    expect(current?.trials.map((t) => t.trial)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(current?.rates.map((r) => r.n)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(current?.rates.at(-1)).toEqual(current?.summary.splitVoteRate);
    expect(current?.spread.trials).toBe(12);
    expect(current?.state).toBe('done');
    expect(isRunning(current)).toBe(false);
  });

  it('lays the run before under the next one, if it has trials', async () => {
    const { told: first } = await progressOf(3);
    const { told: second } = await progressOf(2);
    const renamed = second.map((p) => ({ ...p, runId: 'second' }));
    const known = fold(fold(NO_MEASUREMENTS, first), renamed);
    expect([known.before?.done, known.current?.done]).toEqual([3, 2]);
    const third = fold(known, [{ ...first[0]!, runId: 'third', done: 0, newTrials: [] }]);
    expect(third.before?.runId).toBe('second');
    const fourth = fold(third, [{ ...first[0]!, runId: 'fourth', done: 0, newTrials: [] }]);
    expect(fourth.before?.runId).toBe('second');
  });

  it('stays the same while a finished run is told again and again', async () => {
    const { told } = await progressOf(2);
    const done = fold(NO_MEASUREMENTS, told);
    expect(reduceMeasurements(done, { ...told.at(-1)!, newTrials: [] })).toBe(done);
  });

  it('reads a run from disk', async () => {
    const { lab } = await progressOf(4);
    const run = await lab.loadRun(lab.runs[0]!.runId);
    expect(measurementOf(run)).toMatchObject({ done: 4, total: 4, state: 'done' });
    expect(measurementOf(run)?.rates.map((r) => r.n)).toEqual([1, 2, 3, 4]);
    expect(measurementOf({ ...run, summary: { ...run.summary, trials: 3 } })?.state).toBe('stopped');
    expect(measurementOf({ ...run, summary: { ...run.summary, trials: 0 } })).toBeNull();
  });

  it('sorts downtimes and leaves out the capped', () => {
    const trial = (downtimeMs: number | null) => ({ downtimeMs }) as never;
    expect(downtimes([trial(30), trial(null), trial(4)])).toEqual([4, 30]);
  });
});

describe('a histogram', () => {
  it('has nothing to show without values', () => {
    expect(histogram([], 10)).toBeNull();
  });

  it('has round edges', () => {
    expect(histogram([151, 178, 203, 299], 10)).toEqual({
      start: 140,
      width: 20,
      counts: [1, 1, 0, 1, 0, 0, 0, 1],
    });
  });

  it('gives one value a bin of its own', () => {
    expect(histogram([170], 10)?.counts).toEqual([1]);
  });

  it('counts every value once, within the bins there may be', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 2, max: 40 }),
        (values, most) => {
          const bins = histogram(values, most)!;
          expect(bins.counts.length).toBeLessThanOrEqual(most);
          expect(bins.counts.reduce((sum, n) => sum + n, 0)).toBe(values.length);
          expect(bins.start).toBeLessThanOrEqual(Math.min(...values));
        },
      ),
    );
  });

  it.each([
    [0.03, 0.05],
    [1, 1],
    [1.2, 2],
    [26, 50],
    [700, 1000],
  ])('steps from %d to the round %d', (wanted, step) => {
    expect(niceStep(wanted)).toBeCloseTo(step, 9);
  });
});

describe('the empirical distribution', () => {
  it('steps up by one value at a time to the share that is not censored', () => {
    expect(ecdf([1, 2, 4], 100, 4)).toEqual([
      { x: 1, y: 0.25 },
      { x: 2, y: 0.5 },
      { x: 4, y: 0.75 },
    ]);
  });

  it('thins many values without losing the last', () => {
    const steps = ecdf(
      Array.from({ length: 1000 }, (_, i) => i),
      10,
    );
    expect(steps).toHaveLength(10);
    expect(steps.at(-1)).toEqual({ x: 999, y: 1 });
  });
});
