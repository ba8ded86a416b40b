import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { figure16Rows } from '../../../src/shared/referenceRows';
import {
  compareWithFigure16,
  figure16Experiment,
  type LineDowntimes,
} from '../../../src/lab/reproduce/figure16';
import { reproduceFigure16 } from '../../../src/lab/reproduce/runFigure16';
import { FakeNodes } from '../fakeNodes';
import { FIGURE_16_LINES, type Figure16Line } from '../../../src/shared/figure16';
import { listRuns } from '../../../src/lab/runs/library';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { ecdf } from '../../../src/lab/statistics/ecdf';
import { kolmogorovSmirnov } from '../../../src/lab/statistics/kolmogorovSmirnov';
import { ascending, quantile } from '../../../src/lab/statistics/quantile';
import { SortedSamples } from '../../../src/lab/statistics/sortedSamples';

const TRIALS = 5000;
const RANDOMISED = FIGURE_16_LINES.filter((line) => line.minMs < line.maxMs);

/** The published trials lie beside the project, not in it: they are not ours to ship. */
const REFERENCE = fileURLToPath(new URL('../../../../shared/reference/fig16-trials.csv', import.meta.url));
const QUANTILES_FILE = fileURLToPath(new URL('../../../../shared/reference/fig16.json', import.meta.url));
const published = existsSync(REFERENCE)
  ? readTrials(readFileSync(REFERENCE, 'utf8'))
  : new Map<string, number[]>();

function readTrials(csv: string): Map<string, number[]> {
  const byLine = new Map<string, number[]>();
  for (const row of csv.trim().split('\n').slice(1)) {
    const [name = '', , downtimeMs] = row.split(',');
    byLine.set(name, [...(byLine.get(name) ?? []), Number(downtimeMs)]);
  }
  for (const trials of byLine.values()) trials.sort((a, b) => a - b);
  return byLine;
}

const nameOf = (line: Figure16Line): string => `${line.minMs}-${line.maxMs}`;

function simulate(line: Figure16Line, trials: number): Float64Array {
  const simulation = { experiment: figure16Experiment(line, { engine: 'simulation', trials, seed: 1 }) };
  const downtimes = Array.from(simulateTrials(simulation), ({ trial }) => trial.downtimeMs!);
  return Float64Array.from(downtimes).sort();
}

describe('Raft paper, Figure 16', () => {
  const simulated = new Map<string, Float64Array>();
  beforeAll(() => {
    for (const line of RANDOMISED) simulated.set(nameOf(line), simulate(line, TRIALS));
  });

  it.each(RANDOMISED.map((line) => [nameOf(line), line] as const))(
    'line %s: the median is within 5%% of the published one (15%% at 150–151)',
    (name, line) => {
      const median = quantile(ascending(simulated.get(name)!), 0.5)!;
      expect(Math.abs(median / line.published.p50 - 1)).toBeLessThan(name === '150-151' ? 0.15 : 0.05);
    },
  );

  it.each(RANDOMISED.map((line) => [nameOf(line), line] as const))(
    'line %s: the distribution is nowhere further than 0.08 from the published quantiles',
    (name, line) => {
      const samples = ascending(simulated.get(name)!);
      for (const p of [5, 10, 25, 50, 75, 90, 95, 99] as const) {
        expect(Math.abs(ecdf(samples, line.published[`p${p}`])! - p / 100)).toBeLessThan(0.08);
      }
    },
  );

  it.each(
    [...published.keys()].filter((name) => simulated.has(name) || RANDOMISED.some((l) => nameOf(l) === name)),
  )('line %s: KS distance to the published trials is at most 0.08', (name) => {
    expect(kolmogorovSmirnov(simulated.get(name)!, published.get(name)!)!.distance).toBeLessThanOrEqual(0.08);
  });

  it('where continuous integration runs, the published trials are at hand', () => {
    const expected = process.env['CI'] === undefined ? published.size : 6;
    expect(published.size, `${REFERENCE} is missing`).toBe(expected);
  });

  it('line 150-150: without randomness only the noise of timers elects a leader, after half a minute', () => {
    const line = FIGURE_16_LINES.find((l) => l.minMs === l.maxMs)!;
    const median = quantile(ascending(simulate(line, 60)), 0.5)!;
    expect(median).toBeGreaterThan(20_000);
    expect(median).toBeLessThan(60_000);
  });
});

describe('the published quantiles', () => {
  it('are those of the published trials', () => {
    const reference: unknown = existsSync(QUANTILES_FILE)
      ? JSON.parse(readFileSync(QUANTILES_FILE, 'utf8'))
      : null;
    const expected = Object.fromEntries(
      FIGURE_16_LINES.map((line) => [nameOf(line), { n: line.trials, ...line.published }]),
    );
    if (process.env['CI'] !== undefined || reference !== null) {
      expect(reference).toMatchObject({ unit: 'ms', lines: expected });
    }
    expect(Object.keys(expected)).toHaveLength(10);
  });
});

describe('a line beside its published one', () => {
  const line = RANDOMISED.find((l) => nameOf(l) === '150-300')!;

  function samplesOf(values: readonly number[]): LineDowntimes {
    const all = new SortedSamples();
    for (const value of values) all.add(value);
    return { all, clean: null };
  }

  it('is told by its quantiles, the difference of medians and the greatest difference of shares', () => {
    const { p50, p95 } = line.published;
    // Half of the trials at the published median, the others at its p95: 45% too many above p90.
    const comparison = compareWithFigure16(line, samplesOf([p50, p50, p50, p95, p95]));
    expect(comparison).toMatchObject({
      trials: 5,
      ours: { min: p50, p50, max: p95 },
      medianDifference: 0,
    });
    expect(comparison.distance).toBeCloseTo(0.3, 9);
    expect(comparison.within).toBe(false);
  });

  it('is within its tolerance when it is the same, and outside when its median is 6% higher', () => {
    const same = simulated300();
    expect(compareWithFigure16(line, samplesOf(same)).within).toBe(true);
    expect(compareWithFigure16(line, samplesOf(same.map((ms) => ms * 1.06))).within).toBe(false);
  });

  it('without randomness is not judged, and has no more trials than the authors made', () => {
    const still = FIGURE_16_LINES.find((l) => l.minMs === l.maxMs)!;
    expect(compareWithFigure16(still, samplesOf([1, 2])).within).toBeNull();
    expect(figure16Experiment(still, { engine: 'simulation', trials: 5000, seed: 1 }).trials).toBe(100);
  });

  const simulated300 = (): number[] => [...simulate(line, 2000)];
});

describe('on real nodes', () => {
  it('the fitted delays are injected: by the links, and by disks whose own time does not count', () => {
    const line = RANDOMISED[0]!;
    const { engine, cluster, environment } = figure16Experiment(line, {
      engine: 'processes',
      trials: 10,
      seed: 1,
    });
    expect([engine, cluster.durability, cluster.latency]).toEqual([
      'processes',
      'os',
      { kind: 'fixed', ms: 0.4 },
    ]);
    expect(environment).toMatchObject({ persist: { maxMs: 7.4 }, extraEntries: [3, 3, 2, 1, 0] });
  });

  it('clean trials are told apart from all', () => {
    const line = RANDOMISED.find((l) => nameOf(l) === '150-300')!;
    const all = new SortedSamples();
    const clean = new SortedSamples();
    for (const ms of [line.published.p50, 900]) all.add(ms);
    clean.add(line.published.p50);
    const comparison = compareWithFigure16(line, { all, clean });
    expect(comparison).toMatchObject({ engine: 'processes', trials: 2, clean: { trials: 1 } });
    expect(comparison.clean!.differences!.medianDifference).toBe(0);
    const none = compareWithFigure16(line, { all, clean: new SortedSamples() });
    expect(none.clean).toEqual({ trials: 0, differences: null });
  });
});

describe('all of it', () => {
  it('is a run for each line, and a CSV of ours beside theirs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'raft-lab-fig16-'));
    const begun: string[] = [];
    try {
      const comparisons = await reproduceFigure16({
        lines: FIGURE_16_LINES,
        engine: 'simulation',
        spawner: new FakeNodes(),
        trials: 3,
        seed: 2,
        signal: new AbortController().signal,
        folder,
        version: '1.2.3',
        onProgress: () => undefined,
        onRun: (runId) => begun.push(runId),
      });
      expect(comparisons.map(({ line, trials }) => [nameOf(line), trials])).toEqual(
        FIGURE_16_LINES.map((line) => [nameOf(line), 3]),
      );
      const runs = await listRuns(folder);
      expect(runs.map(({ runId }) => runId).toSorted()).toEqual(begun.toSorted());
      expect(runs.map(({ name }) => name).toSorted()).toEqual(
        FIGURE_16_LINES.map((line) => `figure-16 ${nameOf(line)}`).toSorted(),
      );
      const [header, ...rows] = figure16Rows(comparisons);
      expect(header).toContain('relative_difference');
      expect(rows).toHaveLength(10 * 11);
      const [engine, min, max, statistic, n, publishedMs, trials, clean, oursMs, difference] =
        rows[4]! as number[];
      expect([engine, min, max, statistic]).toEqual(['simulation', 150, 150, 'p50']);
      expect([n, publishedMs, trials, clean]).toEqual([100, 40882.28, 3, 3]);
      expect(oursMs! / publishedMs! - 1).toBeCloseTo(difference!, 5);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('stopped, compares what was completed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'raft-lab-fig16-'));
    const stop = new AbortController();
    try {
      const comparisons = await reproduceFigure16({
        lines: FIGURE_16_LINES,
        engine: 'simulation',
        spawner: new FakeNodes(),
        trials: 10,
        seed: 1,
        signal: stop.signal,
        folder,
        version: '1.2.3',
        onProgress: ({ line }) => {
          if (nameOf(line) === '150-155') stop.abort();
        },
      });
      expect(comparisons.map(({ line }) => nameOf(line))).toEqual(['150-150', '150-151']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
