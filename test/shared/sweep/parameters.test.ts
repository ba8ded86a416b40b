import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDistribution } from '../../../src/shared/distribution';
import { experimentSchema } from '../../../src/shared/experiment';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';
import {
  flagOf,
  SWEEP_PARAMETER_IDS,
  SWEEP_PARAMETERS,
  type SweepParameterId,
} from '../../../src/shared/sweep/parameters';
import { expandValues } from '../../../src/shared/sweep/values';

const BASE = experimentSchema.parse({ engine: 'simulation' });
const tenths = (max: number) => fc.integer({ min: 0, max: max * 10 }).map((n) => n / 10);
const times = fc.integer({ min: 10, max: 600_000 }).map((n) => String(n / 10));
const delays = fc.oneof(
  tenths(500).map((ms) => formatDistribution({ kind: 'fixed', ms })),
  fc
    .tuple(tenths(100), tenths(100))
    .map(([minMs, more]) =>
      formatDistribution({ kind: 'uniform', minMs, maxMs: Number((minMs + more).toPrecision(6)) }),
    ),
  tenths(50).map((meanMs) => formatDistribution({ kind: 'exponential', meanMs })),
);
const ranges = fc
  .tuple(fc.integer({ min: 1, max: 30_000 }), tenths(3000))
  .map(([min, width]) => `${min}-${Number((min + width).toPrecision(9))}`);
const onOff = fc.constantFrom('on', 'off', 'true', 'no');

/** Texts that people may type for each. */
const TEXTS: Readonly<Record<SweepParameterId, fc.Arbitrary<string>>> = {
  kind: fc.constantFrom(...EXPERIMENT_KINDS),
  nodes: fc.integer({ min: 1, max: 25 }).map(String),
  electionTimeout: ranges,
  electionTimeoutMin: times,
  electionTimeoutMax: times,
  timeoutWidth: times,
  heartbeat: fc.oneof(
    times,
    fc.integer({ min: 1, max: 100 }).map((share) => `${share}%`),
  ),
  latency: delays,
  loss: fc.oneof(
    fc.integer({ min: 0, max: 1000 }).map((n) => String(n / 1000)),
    fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
  ),
  preVote: onOff,
  checkQuorum: onOff,
  load: fc.integer({ min: 0, max: 20_000 }).map(String),
  durability: fc.constantFrom('fsync', 'os', 'memory'),
  crash: fc.constantFrom('kill', 'pause'),
  candidateTimeout: fc.oneof(fc.constant('same'), ranges),
  nodeTimeouts: fc.oneof(
    fc.constant('none'),
    fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 25 }), ranges), {
        minLength: 1,
        selector: ([node]) => node,
      })
      .map((own) => own.map(([node, range]) => `${node}:${range}`).join('+')),
  ),
  outage: fc.integer({ min: 1, max: 60_000 }).map(String),
  observe: fc.integer({ min: 100, max: 60_000 }).map(String),
  trialCap: fc.integer({ min: 100, max: 60_000 }).map(String),
  synchronisedHeartbeat: onOff,
  crashOffset: fc.oneof(
    fc.constant('uniform'),
    fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
  ),
  timerQuantum: tenths(1000).map(String),
  timerPhase: fc.oneof(fc.constantFrom('shared', 'own'), tenths(1000).map(String)),
  clockDrift: fc.integer({ min: 0, max: 100_000 }).map(String),
  lossBursts: fc.oneof(
    fc.constant('none'),
    fc
      .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 500 }))
      .map((both) => both.join(':')),
    fc
      .tuple(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 100 }),
      )
      .map(([gap, length, percent]) => `${gap}:${length}:${percent / 100}`),
  ),
  extraEntries: fc.oneof(
    fc.constant('equal'),
    fc
      .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 25 })
      .map((entries) => entries.join(':')),
  ),
  persist: delays,
  timerNoise: delays,
  ownLatency: delays,
  reaction: delays,
};

describe.each(SWEEP_PARAMETER_IDS)('%s', (id) => {
  const parameter = SWEEP_PARAMETERS[id];

  it('reads its canonical form as it read what was typed', () => {
    fc.assert(
      fc.property(TEXTS[id], (text) => {
        const canonical = parameter.canonical(text);
        expect(parameter.canonical(canonical)).toBe(canonical);
        expect(parameter.apply(canonical, BASE)).toEqual(parameter.apply(text, BASE));
        expect(parameter.order(canonical)).toBe(parameter.order(text));
      }),
    );
  });

  it('reads from an experiment what was put into it', () => {
    fc.assert(
      fc.property(TEXTS[id], (text) => {
        const applied = parameter.apply(text, BASE);
        expect(parameter.apply(parameter.read(applied), BASE)).toEqual(applied);
      }),
    );
  });

  it('refuses what is none, with what is allowed', () => {
    for (const text of ['', 'x', '-1', '1e99', 'NaN', '5 ms']) {
      expect(() => parameter.canonical(text)).toThrow(/ (takes|is not a delay)/);
    }
  });

  it('has an example that it can read, and a name for the terminal', () => {
    const values = expandValues(parameter.example).map(parameter.canonical);
    expect(new Set(values).size).toBe(values.length);
    expect(values.length).toBeGreaterThan(1);
    expect(flagOf(id)).toMatch(/^[a-z-]+$/);
  });
});

describe('what a value does to an experiment', () => {
  const applied = (id: SweepParameterId, text: string) => SWEEP_PARAMETERS[id].apply(text, BASE).cluster;

  it('moving the shortest timeout keeps the width', () => {
    expect(applied('electionTimeoutMin', '50')).toMatchObject({
      electionTimeoutMinMs: 50,
      electionTimeoutMaxMs: 200,
    });
  });

  it('a share of the heartbeat is one of the shortest timeout', () => {
    expect(applied('heartbeat', '20%').heartbeatMs).toBe(30);
    expect(applied('heartbeat', '20').heartbeatMs).toBe(20);
  });

  it('a percentage of loss is a probability', () => {
    expect(applied('loss', '7%').loss).toBe(0.07);
  });
});

describe('values written short', () => {
  it.each([
    ['0,5,10', '0 5 10'],
    ['0..30/5', '0 5 10 15 20 25 30'],
    ['1..20/5', '1 6 11 16'],
    ['0.1..0.5/0.1', '0.1 0.2 0.3 0.4 0.5'],
    ['10%..50%/20', '10% 30% 50%'],
    ['1..64x4', '1 4 16 64'],
    ['150-200..150-300/50', '150-200 150-250 150-300'],
    ['50-100..150-200/50', '50-100 100-150 150-200'],
    ['uniform:1:2..uniform:3:4/1, 9', 'uniform:1:2 uniform:2:3 uniform:3:4 9'],
  ])('%s', (text, values) => {
    expect(expandValues(text).join(' ')).toBe(values);
  });

  it.each(['', '1,,2', '1..5', '5..1/1', '1..5/0', '1..5x1', '0..5x2', '1-2..5-9/1', '1..a/1', '0..99999/1'])(
    'not %j',
    (text) => {
      expect(() => expandValues(text)).toThrow(/values/);
    },
  );

  it('a range ends where its last step does', () => {
    fc.assert(
      fc.property(
        tenths(1000),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 200 }),
        (from, step, n) => {
          const to = Number((from + (step / 10) * n).toPrecision(12));
          const values = expandValues(`${from}..${to}/${step / 10}`);
          expect(values).toHaveLength(n + 1);
          expect(Number(values.at(-1))).toBeCloseTo(to, 9);
        },
      ),
    );
  });
});
