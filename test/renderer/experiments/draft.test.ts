import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import {
  draftOf,
  freeParameters,
  inputOf,
  readAxis,
  readDraft,
  withAxis,
  withFrame,
  type SweepDraft,
} from '../../../src/renderer/experiments/draft';
import { estimateInWords, estimateMs } from '../../../src/renderer/experiments/estimate';
import { SWEEP_PRESETS } from '../../../src/renderer/experiments/presets';
import { retuneOf } from '../../../src/renderer/experiments/retuneOf';
import { fileNameOf, sweepFile } from '../../../src/renderer/experiments/sweepFile';
import { formatDistribution } from '../../../src/shared/distribution';
import { experimentSchema } from '../../../src/shared/experiment';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';
import { parseEither, parseSweep } from '../../../src/shared/experimentFile';
import { gridSize } from '../../../src/shared/sweep/grid';
import { sweepSchema } from '../../../src/shared/sweep/sweep';

const base = experimentSchema.parse({ engine: 'simulation' });
const draft = (axes: readonly (readonly ['latency' | 'timeoutWidth' | 'nodes', string])[]): SweepDraft =>
  draftOf({ base, axes: axes.map(([parameter, values]) => ({ parameter, values })) });

describe('the form of a sweep', () => {
  it('reads values as they are typed', () => {
    expect(readAxis({ key: 0, parameter: 'latency', text: '0..10/5, 20' }).values).toEqual([
      '0',
      '5',
      '10',
      '20',
    ]);
    expect(readAxis({ key: 0, parameter: 'latency', text: 'soon' }).problem).toContain('is not a delay');
    expect(readAxis({ key: 0, parameter: 'nodes', text: '3,3' }).problem).toBe('3 is there twice.');
  });

  it('counts cells and crashes before it is started', () => {
    const reading = readDraft(
      draft([
        ['latency', '0..30/10'],
        ['timeoutWidth', '50,100'],
      ]),
    );
    expect(reading).toMatchObject({ cells: 8, trials: 8000, problem: null });
    expect(reading.sweep?.axes).toHaveLength(2);
  });

  it('is no sweep while an axis cannot be read, and marks that axis alone', () => {
    const reading = readDraft(
      draft([
        ['latency', '0..30'],
        ['timeoutWidth', '50,100'],
      ]),
    );
    expect(reading.axes.map(({ problem }) => problem === null)).toEqual([false, true]);
    expect(reading).toMatchObject({ cells: null, problem: null, sweep: null });
  });

  it('says what is wrong with axes that can be read', () => {
    expect(readDraft(draft([])).problem).toBe('Add a parameter to vary.');
    expect(readDraft(draft([['latency', '0..3000/1']])).axes[0]?.problem).toContain('more than 2500');
    const twice = readDraft({
      ...draft([['latency', '1,2']]),
      axes: [
        { key: 0, parameter: 'electionTimeoutMax', text: '300' },
        { key: 1, parameter: 'timeoutWidth', text: '50' },
      ],
    });
    expect(twice.problem).toMatch(/decide the same/);
  });

  it('adds a parameter that decides nothing yet', () => {
    const one = draft([['nodes', '3,5']]);
    expect(freeParameters(one)).not.toContain('nodes');
    expect(freeParameters(one, 0)).toContain('nodes');
    const two = withAxis(one);
    expect(two.axes[1]?.parameter).toBe('electionTimeout');
    expect(freeParameters(two)).not.toContain('timeoutWidth');
    expect(readDraft(two).sweep).not.toBeNull();
  });

  it('offers what only a simulation can be given to a simulation alone', () => {
    const real = { ...draft([['nodes', '3,5']]), base: experimentSchema.parse({}) };
    expect(freeParameters(real)).toContain('load');
    expect(freeParameters(real)).toContain('persist');
    expect(freeParameters(real)).not.toContain('timerNoise');
    expect(freeParameters(draft([['nodes', '3,5']]))).toContain('timerNoise');
  });

  it('offers what belongs to the kind, and what belongs to any kind that is varied', () => {
    const steady = { ...draft([['nodes', '3,5']]), base: experimentSchema.parse({ kind: 'steady' }) };
    expect(freeParameters(steady)).toContain('observe');
    expect(freeParameters(steady)).not.toContain('outage');
    expect(freeParameters(steady)).not.toContain('crashOffset');
    const kinds = { key: 9, parameter: 'kind' as const, text: 'steady,leader-pause' };
    expect(freeParameters({ ...steady, axes: [kinds] })).toEqual(
      expect.arrayContaining(['observe', 'outage']),
    );
  });

  it.each(EXPERIMENT_KINDS)('of any kind is a sweep, made %s, on either engine', (kind) => {
    const odd = sweepSchema.parse({
      base: {
        engine: 'simulation',
        crash: 'pause',
        conditions: { crashOffset: 0.5 },
        environment: { extraEntries: [2, 1], clockDriftPpm: 50 },
      },
      axes: [
        { parameter: 'timerQuantum', values: '0,1' },
        { parameter: 'latency', values: '1,5' },
      ],
      stop: { halfWidth: 0.01 },
    });
    for (const engine of ['simulation', 'processes'] as const) {
      const reading = readDraft(withFrame(draftOf(odd), { kind, engine }));
      expect(reading.problem).toBeNull();
      expect(reading.sweep?.base).toMatchObject({ kind, engine });
      expect(reading.sweep?.axes).toHaveLength(engine === 'simulation' ? 2 : 1);
    }
  });

  it('says until what is known, of split votes or of downtime, and keeps the other numbers', () => {
    const first = SWEEP_PRESETS[0]!.sweep;
    const stop = { downtime: 'p50', halfWidthMs: 3, minTrials: 50, maxTrials: 900 } as const;
    const draft = draftOf({ ...first, stop });
    expect(readDraft(draft).sweep?.stop).toEqual(stop);
    const other = { ...draft, stop: { ...draft.stop, of: 'split' as const } };
    expect(readDraft(other).sweep?.stop).toEqual({ halfWidth: 0.01, minTrials: 50, maxTrials: 900 });
  });

  it('takes over a sweep that exists and gives it back unchanged', () => {
    for (const { sweep } of SWEEP_PRESETS) {
      const parsed = sweepSchema.parse(sweep);
      expect(readDraft(draftOf(parsed)).sweep).toEqual(parsed);
    }
  });
});

describe('presets', () => {
  it.each(SWEEP_PRESETS.map((preset) => [preset.question, preset] as const))(
    '“%s” is a sweep of moderate size',
    (_, { sweep }) => {
      const cells = gridSize(sweepSchema.parse(sweep).axes);
      expect(cells).toBeGreaterThan(4);
      expect(cells).toBeLessThanOrEqual(100);
    },
  );
});

describe('a sweep as a file', () => {
  it('reads back as the same sweep', async () => {
    const cluster = { ...base.cluster, latency: { kind: 'uniform', minMs: 30, maxMs: 40 } as const };
    const persist = { kind: 'exponential', meanMs: 5 } as const;
    const given = {
      ...draft([['timeoutWidth', '10..50/10']]),
      base: { ...base, cluster, environment: { ...base.environment, persist }, seed: 7 },
    };
    const text = await sweepFile(inputOf(given));
    const read = parse(text) as { base: { cluster: Record<string, unknown>; environment: object } };
    expect(text).toContain('values: 10..50/10');
    expect(read.base.cluster['latency']).toBe(formatDistribution(cluster.latency));
    expect(read.base.environment).toMatchObject({ persist: 'exponential:5' });
    expect(text).not.toContain('trialCapMs');
  });

  it('of any kind, with its conditions, reads back as the same sweep', async () => {
    const sweep = sweepSchema.parse({
      base: {
        kind: 'leader-pause',
        engine: 'simulation',
        outageMs: 700,
        conditions: { crashOffset: 0.25, candidateTimeout: { minMs: 20, maxMs: 40 } },
        environment: {
          lossBursts: { meanGapMs: 1000, meanLengthMs: 20 },
          timerNoise: { kind: 'fixed', ms: 1 },
        },
      },
      axes: [{ parameter: 'outage', values: '500,1500' }],
    });
    expect(parseSweep(await sweepFile(sweep), 'a.yaml')).toEqual(sweep);
    const steady = sweepSchema.parse({
      base: { kind: 'steady' },
      axes: [{ parameter: 'loss', values: '0,0.1' }],
    });
    expect(parseSweep(await sweepFile(steady), 'a.yaml')).toEqual(steady);
  });

  it('may also be one experiment, which has no axes', () => {
    expect(parseEither('kind: steady\nobserveMs: 500', 'a.yaml')).toMatchObject({
      type: 'experiment',
      experiment: { kind: 'steady', observeMs: 500 },
    });
    expect(() => parseEither('axes: 3', 'a.yaml')).toThrow(/^a\.yaml:1:7: axes: /m);
    expect(() => parseEither('trials: [', 'a.yaml')).toThrow(/^a\.yaml:1:/);
  });

  it('is named after the sweep', () => {
    expect(fileNameOf({ name: 'How wide must the range be?', base, axes: [] })).toBe(
      'how-wide-must-the-range-be.yaml',
    );
    expect(fileNameOf({ name: '…', base, axes: [] })).toBe('sweep.yaml');
  });
});

describe('what is done with a cell', () => {
  it('a live cluster takes over its settings but not its size, its disk or a load that a simulation has not', () => {
    const change = retuneOf(base);
    expect(Object.keys(change)).not.toEqual(expect.arrayContaining(['nodes']));
    expect(Object.keys(change)).not.toEqual(expect.arrayContaining(['durability']));
    expect(Object.keys(change)).not.toEqual(expect.arrayContaining(['clientLoadPerSecond']));
    expect(retuneOf(experimentSchema.parse({}))).toMatchObject({ clientLoadPerSecond: 0 });
  });
});

describe('the time a sweep may take', () => {
  const sweep = sweepSchema.parse({ base, axes: [{ parameter: 'latency', values: '1,2' }] });

  it('grows with the square of the cluster', () => {
    const larger = sweepSchema.parse({ base, axes: [{ parameter: 'nodes', values: '10' }] });
    expect(estimateMs(larger, 1000, null)).toBeCloseTo((estimateMs(sweep, 1000, null) ?? 0) * 4, 6);
  });

  it('is told as the longest where cells end when they are precise enough: how many trials that takes is not known', () => {
    const precise = sweepSchema.parse({ base: {}, axes: sweep.axes, stop: { halfWidth: 0.01 } });
    const counted = sweepSchema.parse({ base: {}, axes: sweep.axes });
    expect(estimateInWords(precise, 1000, null)).toBe('at most about 15 min');
    expect(estimateInWords(counted, 1000, null)).toBe('about 15 min');
  });

  it('goes by the pace of the last sweep of the same engine', () => {
    const last = {
      sweepId: 'x',
      sweep,
      state: 'done' as const,
      cells: [],
      cellsDone: 2,
      trialsDone: 2000,
      trialsTotal: 2000,
      trialsPerSecond: 500,
      remainingMs: null,
      problem: null,
    };
    expect(estimateMs(sweep, 1000, last)).toBe(2000);
    const real = sweepSchema.parse({ base: {}, axes: [{ parameter: 'latency', values: '1,2' }] });
    expect(estimateMs(real, 100, last)).toBe(90_000);
  });
});
