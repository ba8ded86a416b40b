import { environmentSchema, type Environment } from '../environment';
import type { Experiment } from '../experiment';
import { MAX_TRIAL_MS } from '../timeline';
import { parameter, type ExperimentFrame, type Values } from './parameter';
import { DELAYS, numberIn, numbers, orWord } from './parameterValues';

/** What a sweep can vary of that on which a cluster runs. */

const inEnvironment = (experiment: Experiment, change: Partial<Environment>): Experiment => ({
  ...experiment,
  environment: { ...experiment.environment, ...change },
});

const simulated = ({ engine }: ExperimentFrame): boolean => engine === 'simulation';

type LossBursts = NonNullable<Environment['lossBursts']>;

/** `GAP:LENGTH`, mean times in ms; `GAP:LENGTH:LOSS` where not all is lost in a burst. */
const LOSS_BURSTS: Values<LossBursts> = {
  allowed:
    'mean gap and length of bursts in ms such as 1000:20, and the loss in them if it is not 1: 1000:20:0.5',
  parse: (text) => {
    const [meanGapMs, meanLengthMs, loss = 1, ...rest] = text
      .split(':')
      .map((part) => numberIn(part.trim(), 0, MAX_TRIAL_MS) ?? Number.NaN);
    const given = environmentSchema.shape.lossBursts.safeParse({ meanGapMs, meanLengthMs, loss });
    return given.success && rest.length === 0 ? given.data : null;
  },
  format: ({ meanGapMs, meanLengthMs, loss }) =>
    `${meanGapMs}:${meanLengthMs}${loss === 1 ? '' : `:${loss}`}`,
  // By how much is lost in the long run.
  order: ({ meanGapMs, meanLengthMs, loss }) => (loss * meanLengthMs) / (meanGapMs + meanLengthMs),
};

/** `4:3:2:1:0`, server 1 first. */
const EXTRA_ENTRIES: Values<Environment['extraEntries']> = {
  allowed: 'entries beyond what all share, server 1 first, such as 4:3:2:1:0',
  parse: (text) => {
    const given = environmentSchema.shape.extraEntries.safeParse(
      text.split(':').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN)),
    );
    return given.success ? given.data : null;
  },
  format: (entries) => entries.join(':'),
  order: (entries) => entries.reduce((sum, more) => sum + more, 0),
};

type TimerPhase = Environment['timerPhase'];

const TIMER_PHASES: Values<TimerPhase> = {
  allowed: 'shared, own, or the milliseconds from 0 to 1000 at which all ticks fall together',
  parse: (text) => (text === 'shared' || text === 'own' ? text : numberIn(text, 0, 1000)),
  format: String,
  order: (phase) => (phase === 'shared' ? -2 : phase === 'own' ? -1 : phase),
};

export const ENVIRONMENT_PARAMETERS = {
  persist: parameter('persist', {
    given: true,
    label: 'Durable write',
    unit: 'ms',
    example: '0..10/2',
    ...DELAYS,
    of: ({ environment }) => environment.persist,
    apply: (persist, experiment) => inEnvironment(experiment, { persist }),
  }),
  timerNoise: parameter('timerNoise', {
    given: true,
    label: 'Timer noise',
    unit: 'ms',
    example: '0,uniform:0:1,uniform:0:4',
    ...DELAYS,
    belongsTo: simulated,
    of: ({ environment }) => environment.timerNoise,
    apply: (timerNoise, experiment) => inEnvironment(experiment, { timerNoise }),
  }),
  timerQuantum: parameter('timerQuantum', {
    given: true,
    label: 'Timer tick',
    unit: 'ms',
    example: '0,1,4,15.6',
    ...numbers('milliseconds', 0, 1000),
    belongsTo: simulated,
    of: ({ environment }) => environment.timerQuantumMs,
    apply: (timerQuantumMs, experiment) => inEnvironment(experiment, { timerQuantumMs }),
  }),
  timerPhase: parameter('timerPhase', {
    given: true,
    label: 'Timer phase',
    unit: null,
    example: 'shared,own',
    ...TIMER_PHASES,
    belongsTo: simulated,
    of: ({ environment }) => environment.timerPhase,
    apply: (timerPhase, experiment) => inEnvironment(experiment, { timerPhase }),
  }),
  clockDrift: parameter('clockDrift', {
    given: true,
    label: 'Clock drift',
    unit: 'ppm',
    example: '0,100,10000',
    ...numbers('millionths', 0, 100_000),
    belongsTo: simulated,
    of: ({ environment }) => environment.clockDriftPpm,
    apply: (clockDriftPpm, experiment) => inEnvironment(experiment, { clockDriftPpm }),
  }),
  ownLatency: parameter('ownLatency', {
    given: true,
    label: 'The network’s own latency',
    unit: 'ms',
    example: '0.05,0.2,0.5',
    ...DELAYS,
    belongsTo: simulated,
    of: ({ environment }) => environment.ownLatency,
    apply: (ownLatency, experiment) => inEnvironment(experiment, { ownLatency }),
  }),
  reaction: parameter('reaction', {
    given: true,
    label: 'Reaction to a message',
    unit: 'ms',
    example: '0,1,exponential:1',
    ...DELAYS,
    belongsTo: simulated,
    of: ({ environment }) => environment.reaction,
    apply: (reaction, experiment) => inEnvironment(experiment, { reaction }),
  }),
  lossBursts: parameter('lossBursts', {
    given: true,
    label: 'Bursts of loss',
    unit: 'ms',
    example: 'none,1000:20,1000:100',
    ...orWord('none', LOSS_BURSTS),
    belongsTo: simulated,
    of: ({ environment }) => ({ is: environment.lossBursts }),
    apply: ({ is }, experiment) => inEnvironment(experiment, { lossBursts: is }),
  }),
  extraEntries: parameter('extraEntries', {
    given: true,
    label: 'Unequal logs',
    unit: null,
    example: 'equal,4:3:2:1:0',
    ...orWord('equal', EXTRA_ENTRIES),
    belongsTo: ({ engine, kind }) =>
      kind === 'leader-crash' || (kind === 'cold-start' && engine === 'simulation'),
    of: ({ environment: { extraEntries } }) => ({ is: extraEntries.length === 0 ? null : extraEntries }),
    apply: ({ is }, experiment) => inEnvironment(experiment, { extraEntries: is ?? [] }),
  }),
};
