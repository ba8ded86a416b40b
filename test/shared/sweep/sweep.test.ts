import { describe, expect, it } from 'vitest';
import { cellAt, cellOf, gridSize, placesOf, valuesOf } from '../../../src/shared/sweep/grid';
import { sweepSchema, type Sweep } from '../../../src/shared/sweep/sweep';

const sweepOf = (axes: unknown, more: object = {}): Sweep =>
  sweepSchema.parse({ base: { engine: 'simulation' }, axes, ...more });

const problemsOf = (axes: unknown, more: object = {}): string => {
  const parsed = sweepSchema.safeParse({ base: { engine: 'simulation' }, axes, ...more });
  return parsed.error?.issues.map(({ message }) => message).join('; ') ?? '';
};

const experimentOf = (sweep: Sweep, cell: number) => {
  const resolved = cellOf(sweep, cell);
  if ('illegal' in resolved) throw new Error(resolved.illegal);
  return resolved.experiment;
};

describe('a sweep', () => {
  it('parsed again is the same', () => {
    const sweep = sweepOf([
      { parameter: 'electionTimeout', values: '150-200..150-300/25' },
      { parameter: 'latency', values: [0, '1..9/4'] },
    ]);
    expect(sweepSchema.parse(sweep)).toEqual(sweep);
    expect(sweep.axes[1]?.values).toEqual(['0', '1', '5', '9']);
  });

  it('numbers its cells with the last axis fastest', () => {
    const { axes } = sweepOf([
      { parameter: 'nodes', values: '3,5' },
      { parameter: 'latency', values: '0,1,2' },
      { parameter: 'preVote', values: 'off,on' },
    ]);
    expect(gridSize(axes)).toBe(12);
    expect(valuesOf(axes, 0)).toEqual(['3', '0', 'off']);
    expect(valuesOf(axes, 1)).toEqual(['3', '0', 'on']);
    expect(valuesOf(axes, 11)).toEqual(['5', '2', 'on']);
    for (let cell = 0; cell < 12; cell += 1) expect(cellAt(axes, placesOf(axes, cell))).toBe(cell);
  });

  it('applies its values in the order that they need, whatever the order of its axes', () => {
    const sweep = sweepOf([
      { parameter: 'heartbeat', values: '10%' },
      { parameter: 'timeoutWidth', values: '50' },
      { parameter: 'electionTimeoutMin', values: '200' },
    ]);
    expect(experimentOf(sweep, 0).cluster).toMatchObject({
      electionTimeoutMinMs: 200,
      electionTimeoutMaxMs: 250,
      heartbeatMs: 20,
    });
  });

  it('keeps the share of the heartbeat, or its milliseconds if that is wished', () => {
    const axes = [{ parameter: 'electionTimeout', values: '12-24,150-300' }];
    expect(experimentOf(sweepOf(axes), 0).cluster.heartbeatMs).toBe(6);
    expect(experimentOf(sweepOf(axes, { heartbeat: 'fixed' }), 0).cluster.heartbeatMs).toBe(75);
  });

  it('gives each cell its own number of trials and a name that says what it is', () => {
    const experiment = experimentOf(
      sweepOf([{ parameter: 'latency', values: '7' }], { stop: { trials: 30 } }),
      0,
    );
    expect(experiment).toMatchObject({ trials: 30, name: 'Latency 7 ms' });
  });

  it.each([
    ['an unknown parameter', [{ parameter: 'colour', values: '1' }], /Invalid option/],
    ['a value twice', [{ parameter: 'latency', values: '5,0,5.0' }], /Latency has 5 twice/],
    ['no axis', [], /^a sweep varies one setting at least$/],
    [
      'too many axes',
      ['nodes', 'loss', 'load', 'latency', 'preVote'].map((parameter) => ({ parameter, values: '0' })),
      /a sweep varies 4 settings at most/,
    ],
    [
      'two axes of one parameter',
      [
        { parameter: 'loss', values: '0' },
        { parameter: 'loss', values: '0.1' },
      ],
      /twice/,
    ],
    [
      'two axes that decide the same',
      [
        { parameter: 'electionTimeout', values: '150-300' },
        { parameter: 'timeoutWidth', values: '5' },
      ],
      /Election timeout and Width of the timeout range decide the same/,
    ],
    [
      'too many cells',
      [
        { parameter: 'loss', values: '0..0.5/0.01' },
        { parameter: 'latency', values: '0..50/1' },
      ],
      /51 × 51 are 2601 cells: a sweep has at most 2500/,
    ],
    [
      'a cell whose settings do not go together, by name',
      [
        { parameter: 'latency', values: '1,2' },
        { parameter: 'electionTimeoutMax', values: '300,100' },
      ],
      /The cell with Latency 1 ms, Longest election timeout 100 ms cannot be: .*smaller to the larger/,
    ],
  ])('is refused with %s', (_what, axes, problem) => {
    expect(problemsOf(axes)).toMatch(problem);
  });

  it('is refused when real processes would need what only a simulation has', () => {
    expect(problemsOf([{ parameter: 'timerNoise', values: '0,5' }], { base: {} })).toMatch(
      /Timer noise 5 ms.*only a simulation can/,
    );
  });
});
