import fc from 'fast-check';
import { expect, it } from 'vitest';
import { measureWords, shellLine } from '../../../src/lab/report/commandLine';
import type { Flags } from '../../../src/main/cli/flags';
import { runProgram, type Commands } from '../../../src/main/cli/program';
import { experimentFromFlags } from '../../../src/main/cli/settings';
import { experimentSchema, type Experiment } from '../../../src/shared/experiment';

/** What `measure` makes of a command line. */
async function measured(words: readonly string[]): Promise<Experiment | null> {
  const given: Flags[] = [];
  const measure = (flags: Flags) => {
    given.push(flags);
    return Promise.resolve(0);
  };
  await runProgram(words, { measure } as unknown as Commands, '0');
  return given[0] === undefined ? null : experimentFromFlags(given[0]);
}

const delay = fc.oneof(
  fc.record({ kind: fc.constant('fixed'), ms: fc.integer({ min: 0, max: 200 }).map((n) => n / 4) }),
  fc.record({
    kind: fc.constant('lognormal'),
    medianMs: fc.integer({ min: 1, max: 50 }),
    sigma: fc.constant(0.5),
  }),
  fc.record({
    kind: fc.constant('spikes'),
    usual: fc.constant({ kind: 'empirical', samplesMs: [0.2, 0.3, 1.7] }),
    share: fc.constant(0.01),
    spike: fc.constant({ kind: 'exponential', meanMs: 200 }),
  }),
);
const settings = fc.record({
  nodes: fc.integer({ min: 3, max: 25 }),
  electionTimeoutMinMs: fc.integer({ min: 10, max: 300 }).map((n) => n / 2),
  electionTimeoutMaxMs: fc.integer({ min: 150, max: 900 }),
  heartbeatMs: fc.integer({ min: 2, max: 300 }).map((n) => n / 4),
  preVote: fc.boolean(),
  checkQuorum: fc.boolean(),
  latency: delay,
  loss: fc.constantFrom(0, 0.01, 0.25),
  durability: fc.constantFrom('fsync', 'os', 'memory'),
  clientLoadPerSecond: fc.constant(0),
});
const experiments = fc
  .record({
    name: fc.constantFrom('leader-crash', 'a b', "it's", '-x', '=1', 'größe'),
    engine: fc.constant('simulation'),
    cluster: settings,
    environment: fc.record({ persist: delay, timerNoise: delay }),
    trials: fc.integer({ min: 100, max: 1_000_000 }),
    precision: fc.constantFrom(null, { halfWidth: 0.01 }, { downtime: 'p99', halfWidthMs: 12.5 }),
    concurrency: fc.constantFrom('auto', 1, 4),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    trialCapMs: fc.constantFrom(30_000, 500),
  })
  .map((given) => experimentSchema.parse(given));

it('the command line in a report asks for the same experiment again', async () => {
  await fc.assert(
    fc.asyncProperty(experiments, async (experiment) => {
      const [, ...words] = measureWords(experiment)!;
      expect(await measured(words)).toEqual(experiment);
    }),
    { numRuns: 50 },
  );
});

it('what no flag can say has no command line', () => {
  expect(measureWords(experimentSchema.parse({ kind: 'steady' }))).toBeNull();
  expect(measureWords(experimentSchema.parse({ conditions: { crashOffset: 0.5 } }))).toBeNull();
  for (const environment of [
    { extraEntries: [0, 1] },
    { timerQuantumMs: 4 },
    { lossBursts: { meanGapMs: 1000, meanLengthMs: 20 } },
    { persist: { kind: 'empirical', samplesMs: Array.from({ length: 500 }, (_, i) => i) } },
  ]) {
    expect(measureWords(experimentSchema.parse({ engine: 'simulation', environment }))).toBeNull();
  }
});

it('words are quoted for a shell where they need it', () => {
  expect(shellLine(['--name', "it's <b>", '--latency', 'uniform:30:40'])).toBe(
    "--name 'it'\\''s <b>' --latency uniform:30:40",
  );
});
