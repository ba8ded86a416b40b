import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { packTrials, unpackTrials } from '../../../src/lab/trial/packing';
import type { FinishedTrial } from '../../../src/lab/trial/record';
import { crashModeSchema, engineSchema, experimentSchema } from '../../../src/shared/experiment';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';
import {
  failedTermClassSchema,
  outcomeKindSchema,
  type TermRecord,
  type TrialRecord,
} from '../../../src/shared/trialRecord';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';

type Arbitraries<T> = { [Field in keyof T]: Arbitrary<T[Field]> };

/** Objects as literals make them. */
const PLAIN = { noNullPrototype: true } as const;
/** Every bit counts: −0 and the infinities, too. */
const number = fc.double({ noNaN: true });
const orNull = <T>(value: Arbitrary<T>): Arbitrary<T | null> => fc.option(value, { nil: null });
const flag = fc.boolean();

const ofTheRun = {
  runId: fc.string(),
  seed: fc.integer(),
  nodes: number,
  electionTimeoutMinMs: number,
  electionTimeoutMaxMs: number,
  heartbeatMs: number,
  latency: fc.string(),
  loss: number,
  preVote: flag,
  checkQuorum: flag,
  crashMode: fc.constantFrom(...crashModeSchema.options),
  engine: fc.constantFrom(...engineSchema.options),
  kind: fc.constantFrom(...EXPERIMENT_KINDS),
};

/** A column that is missing here does not compile. */
const ofATrial: Arbitraries<Omit<TrialRecord, keyof typeof ofTheRun>> = {
  trial: fc.nat(),
  alive: number,
  scheduledCrashMs: number,
  crashMs: number,
  detectedMs: orNull(number),
  electedMs: orNull(number),
  recoveredMs: orNull(number),
  downtimeMs: orNull(number),
  oldLeader: orNull(number),
  newLeader: orNull(number),
  oldTerm: number,
  newTerm: orNull(number),
  termsUsed: orNull(number),
  splitTerms: number,
  preemptedTerms: number,
  refusedTerms: number,
  noQuorumTerms: number,
  lostTerms: number,
  maxTimerLateMs: number,
  clean: flag,
  outcome: fc.constantFrom(...outcomeKindSchema.options),
  firstTermSplit: flag,
  observedMs: orNull(number),
  spuriousElections: orNull(number),
  spuriousLateHeartbeat: orNull(number),
  spuriousLostDatagrams: orNull(number),
  spuriousStall: orNull(number),
  spuriousPaused: orNull(number),
  spuriousAsymmetricLink: orNull(number),
  termInflation: orNull(number),
  leaderDeposed: orNull(flag),
  clientDowntimeMs: orNull(number),
  acknowledgedCommands: orNull(number),
  commitP50Ms: orNull(number),
  commitP99Ms: orNull(number),
};

const ofATerm: Arbitraries<Omit<TermRecord, 'runId' | 'trial'>> = {
  term: number,
  candidates: fc.array(number),
  votes: fc.array(fc.record({ voter: number, candidate: number }, PLAIN)),
  leader: orNull(number),
  outcome: fc.constantFrom('won', ...failedTermClassSchema.options),
  startedMs: number,
  endedMs: orNull(number),
};

const run: Arbitrary<FinishedTrial[]> = fc
  .tuple(
    fc.record(ofTheRun, PLAIN),
    fc.array(fc.record({ trial: fc.record(ofATrial, PLAIN), terms: fc.array(fc.record(ofATerm, PLAIN)) })),
  )
  .map(([shared, trials]) =>
    trials.map(({ trial, terms }) => ({
      trial: { ...shared, ...trial },
      terms: terms.map((term) => ({ runId: shared.runId, trial: trial.trial, ...term })),
    })),
  );

describe('trials on their way between threads', () => {
  it('arrive as they were, to the last bit', () => {
    fc.assert(
      fc.property(run, (finished) => {
        expect(unpackTrials(structuredClone(packTrials(finished)))).toStrictEqual(finished);
      }),
    );
  });

  it.each(EXPERIMENT_KINDS)('arrive as they were, columns in their order: %s', (kind) => {
    const experiment = experimentSchema.parse({
      kind,
      engine: 'simulation',
      trials: 20,
      cluster: { ...DEFAULT_SETTINGS, loss: 0.02, clientLoadPerSecond: 20 },
    });
    const finished = [...simulateTrials({ experiment, runId: 'a run' })];
    const arrived = unpackTrials(structuredClone(packTrials(finished)));
    expect(JSON.stringify(arrived)).toBe(JSON.stringify(finished));
  });

  it('of which there are none are none', () => {
    expect(unpackTrials(packTrials([]))).toEqual([]);
  });
});
