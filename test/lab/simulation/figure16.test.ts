import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIGURE_16_LINES, figure16Simulation, type Figure16Line } from '../../../src/lab/simulation/figure16';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { ecdf } from '../../../src/lab/statistics/ecdf';
import { kolmogorovSmirnov } from '../../../src/lab/statistics/kolmogorovSmirnov';
import { ascending, quantile } from '../../../src/lab/statistics/quantile';

const TRIALS = 5000;
const RANDOMISED = FIGURE_16_LINES.filter((line) => line.minMs < line.maxMs);

/** The published trials lie beside the project, not in it: they are not ours to ship. */
const REFERENCE = fileURLToPath(new URL('../../../../shared/reference/fig16-trials.csv', import.meta.url));
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
  const downtimes = Array.from(
    simulateTrials(figure16Simulation(line, trials, 1)),
    ({ trial }) => trial.downtimeMs!,
  );
  return Float64Array.from(downtimes).sort();
}

describe('Raft paper, Figure 16', () => {
  const simulated = new Map<string, Float64Array>();
  beforeAll(() => {
    for (const line of RANDOMISED) simulated.set(nameOf(line), simulate(line, TRIALS));
  }, 60_000);

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
      for (const [p, ms] of Object.entries(line.published)) {
        expect(Math.abs(ecdf(samples, ms as number)! - Number(p.slice(1)) / 100)).toBeLessThan(0.08);
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
