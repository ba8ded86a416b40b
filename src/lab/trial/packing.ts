import {
  failedTermClassSchema,
  outcomeKindSchema,
  trialRecordSchema,
  type TermRecord,
  type TrialRecord,
} from '../../shared/trialRecord';
import type { FinishedTrial } from './record';

/**
 * Trials on their way from thread to thread: as objects, copying them takes half as long as simulating them.
 * What differs from trial to trial travels as numbers, the rest once.
 */
export interface PackedTrials {
  /** The first of them, for the columns that are alike in all trials of a run; null when there is none. */
  readonly first: TrialRecord | null;
  /** The other columns, each whole before the next; NaN stands for null, here and in the terms. */
  readonly columns: Float64Array;
  /** Trial after trial, how many terms it had and what each was. */
  readonly terms: Float64Array;
}

/** A value as a number and back. */
interface Code<T> {
  readonly toNumber: (value: T) => number;
  readonly fromNumber: (number: number) => T;
}

const NUMBER: Code<number> = { toNumber: (value) => value, fromNumber: (number) => number };
const FLAG: Code<boolean> = { toNumber: Number, fromNumber: Boolean };
const NUMBER_OR_NULL = orNull(NUMBER);
const OUTCOME = oneOf(outcomeKindSchema.options);
const TERM_OUTCOME = oneOf<TermRecord['outcome']>(['won', ...failedTermClassSchema.options]);

/** A column whose value is the same in all trials of a run. */
const OF_THE_RUN = null;

/** Each column of a trial: a new one has its place here before it compiles. */
const COLUMNS: { readonly [Field in keyof TrialRecord]: Code<TrialRecord[Field]> | typeof OF_THE_RUN } = {
  runId: OF_THE_RUN,
  trial: NUMBER,
  seed: OF_THE_RUN,
  nodes: OF_THE_RUN,
  alive: NUMBER,
  electionTimeoutMinMs: OF_THE_RUN,
  electionTimeoutMaxMs: OF_THE_RUN,
  heartbeatMs: OF_THE_RUN,
  latency: OF_THE_RUN,
  loss: OF_THE_RUN,
  preVote: OF_THE_RUN,
  checkQuorum: OF_THE_RUN,
  crashMode: OF_THE_RUN,
  scheduledCrashMs: NUMBER,
  crashMs: NUMBER,
  detectedMs: NUMBER_OR_NULL,
  electedMs: NUMBER_OR_NULL,
  recoveredMs: NUMBER_OR_NULL,
  downtimeMs: NUMBER_OR_NULL,
  oldLeader: NUMBER_OR_NULL,
  newLeader: NUMBER_OR_NULL,
  oldTerm: NUMBER,
  newTerm: NUMBER_OR_NULL,
  termsUsed: NUMBER_OR_NULL,
  splitTerms: NUMBER,
  preemptedTerms: NUMBER,
  refusedTerms: NUMBER,
  noQuorumTerms: NUMBER,
  lostTerms: NUMBER,
  maxTimerLateMs: NUMBER,
  clean: FLAG,
  outcome: OUTCOME,
  firstTermSplit: FLAG,
  engine: OF_THE_RUN,
  kind: OF_THE_RUN,
  observedMs: NUMBER_OR_NULL,
  spuriousElections: NUMBER_OR_NULL,
  spuriousLateHeartbeat: NUMBER_OR_NULL,
  spuriousLostDatagrams: NUMBER_OR_NULL,
  spuriousStall: NUMBER_OR_NULL,
  spuriousPaused: NUMBER_OR_NULL,
  spuriousAsymmetricLink: NUMBER_OR_NULL,
  termInflation: NUMBER_OR_NULL,
  leaderDeposed: orNull(FLAG),
  clientDowntimeMs: NUMBER_OR_NULL,
  acknowledgedCommands: NUMBER_OR_NULL,
  commitP50Ms: NUMBER_OR_NULL,
  commitP99Ms: NUMBER_OR_NULL,
};

/** Takes one column of all trials to its place among the numbers, and back from there. */
interface PackedColumn<Field extends keyof TrialRecord> {
  pack(trials: readonly Pick<TrialRecord, Field>[], numbers: Float64Array, from: number): void;
  unpack(trials: readonly Pick<TrialRecord, Field>[], numbers: Float64Array, from: number): void;
}

const OWN_COLUMNS = trialRecordSchema.keyof().options.flatMap((field) => packedColumn(field));

/** @param finished of one run; no number in them is NaN */
export function packTrials(finished: readonly FinishedTrial[]): PackedTrials {
  const trials = finished.map(({ trial }) => trial);
  const columns = new Float64Array(OWN_COLUMNS.length * trials.length);
  for (const [i, column] of OWN_COLUMNS.entries()) column.pack(trials, columns, i * trials.length);
  const terms: number[] = [];
  for (const one of finished) {
    terms.push(one.terms.length);
    for (const term of one.terms) packTerm(terms, term);
  }
  return { first: trials[0] ?? null, columns, terms: new Float64Array(terms) };
}

/** The same trials as were packed, to the last bit of every number. */
export function unpackTrials({ first, columns, terms }: PackedTrials): FinishedTrial[] {
  if (first === null) return [];
  const trials = Array.from({ length: columns.length / OWN_COLUMNS.length }, () => ({ ...first }));
  for (const [i, column] of OWN_COLUMNS.entries()) column.unpack(trials, columns, i * trials.length);
  const row = new Row(terms);
  return trials.map((trial) => ({ terms: row.times(row.next(), () => unpackTerm(row, trial)), trial }));
}

/** None of a column that is the run's. */
function packedColumn<Field extends keyof TrialRecord>(field: Field): PackedColumn<Field>[] {
  const code: Code<TrialRecord[Field]> | typeof OF_THE_RUN = COLUMNS[field];
  if (code === OF_THE_RUN) return [];
  return [
    {
      pack: (trials, numbers, from) => {
        let at = from;
        for (const trial of trials) numbers[at++] = code.toNumber(trial[field]);
      },
      unpack: (trials, numbers, from) => {
        let at = from;
        for (const trial of trials) trial[field] = code.fromNumber(numbers[at++] ?? NaN);
      },
    },
  ];
}

function packTerm(numbers: number[], term: TermRecord): void {
  const { candidates, votes } = term;
  numbers.push(term.term, NUMBER_OR_NULL.toNumber(term.leader), TERM_OUTCOME.toNumber(term.outcome));
  numbers.push(term.startedMs, NUMBER_OR_NULL.toNumber(term.endedMs), candidates.length, votes.length);
  for (const candidate of candidates) numbers.push(candidate);
  for (const { voter, candidate } of votes) numbers.push(voter, candidate);
}

function unpackTerm(row: Row, { runId, trial }: TrialRecord): TermRecord {
  const term = row.next();
  const leader = NUMBER_OR_NULL.fromNumber(row.next());
  const outcome = TERM_OUTCOME.fromNumber(row.next());
  const startedMs = row.next();
  const endedMs = NUMBER_OR_NULL.fromNumber(row.next());
  const candidateCount = row.next();
  const voteCount = row.next();
  const candidates = row.times(candidateCount, () => row.next());
  const votes = row.times(voteCount, () => ({ voter: row.next(), candidate: row.next() }));
  return { runId, trial, term, candidates, votes, leader, outcome, startedMs, endedMs };
}

/** Reads numbers one by one. */
class Row {
  readonly #numbers: Float64Array;
  #at = 0;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
  }

  /** @throws Error when there is none left */
  next(): number {
    const number = this.#numbers[this.#at++];
    if (number === undefined) throw new Error('packed trials end in the middle of one');
    return number;
  }

  times<T>(count: number, read: () => T): T[] {
    const values: T[] = [];
    for (let i = 0; i < count; i++) values.push(read());
    return values;
  }
}

function orNull<T>({ toNumber, fromNumber }: Code<T>): Code<T | null> {
  return {
    toNumber: (value) => (value === null ? NaN : toNumber(value)),
    fromNumber: (number) => (Number.isNaN(number) ? null : fromNumber(number)),
  };
}

function oneOf<T>(values: readonly T[]): Code<T> {
  return {
    toNumber: (value) => values.indexOf(value),
    fromNumber: (number) => {
      const value = values[number];
      if (value === undefined) throw new Error(`packed trials have no value ${number}`);
      return value;
    },
  };
}
