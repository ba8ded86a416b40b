import type { Conditions } from '../conditions';
import { crashModeSchema, DEFAULT_OBSERVE_MS, DEFAULT_OUTAGE_MS, type Experiment } from '../experiment';
import { EXPERIMENT_KINDS, KIND_TRAITS } from '../experimentKinds';
import { MAX_NODES } from '../ids';
import { MAX_TRIAL_MS } from '../timeline';
import { parameter, type Values } from './parameter';
import { choices, numbers, ON_OFF, orWord, SHARES, TIMEOUT_RANGES, wholeNumberIn } from './parameterValues';

/** What a sweep can vary of what is done in a trial, and under which conditions. */

const inConditions = (experiment: Experiment, change: Partial<Conditions>): Experiment => ({
  ...experiment,
  conditions: { ...experiment.conditions, ...change },
});

type NodeTimeout = Conditions['nodeTimeouts'][number];

/** `1:100-120+2:150-300`. */
const NODE_TIMEOUTS: Values<readonly NodeTimeout[]> = {
  allowed: 'ranges of single nodes such as 1:100-120+2:150-300',
  parse: (text) => {
    const own = text.split('+').map(nodeTimeout);
    return own.every((each) => each !== null) ? own : null;
  },
  format: (own) => own.map(({ node, range }) => `${node}:${TIMEOUT_RANGES.format(range)}`).join('+'),
  order: (own) => own.reduce((sum, { range }) => sum + TIMEOUT_RANGES.order(range), 0),
};

function nodeTimeout(text: string): NodeTimeout | null {
  const [number = '', written = '', ...rest] = text.split(':').map((part) => part.trim());
  const node = wholeNumberIn(number, 1, MAX_NODES);
  const range = TIMEOUT_RANGES.parse(written);
  return node === null || range === null || rest.length > 0 ? null : { node, range };
}

export const TRIAL_PARAMETERS = {
  kind: parameter('kind', {
    given: true,
    label: 'Kind',
    unit: null,
    example: 'leader-crash,leader-pause,leader-partition',
    ...choices(EXPERIMENT_KINDS),
    of: ({ kind }) => kind,
    // What another kind cannot have is left to the usual of this one.
    apply: (kind, experiment) => ({
      ...experiment,
      kind,
      outageMs: KIND_TRAITS[kind].outage ? experiment.outageMs : null,
      observeMs: KIND_TRAITS[kind].observes ? experiment.observeMs : null,
    }),
  }),
  candidateTimeout: parameter('candidateTimeout', {
    label: 'Candidates’ timeout',
    unit: 'ms',
    example: 'same,25-50,300-600',
    ...orWord('same', TIMEOUT_RANGES),
    of: ({ conditions }) => ({ is: conditions.candidateTimeout }),
    apply: ({ is }, experiment) => inConditions(experiment, { candidateTimeout: is }),
  }),
  nodeTimeouts: parameter('nodeTimeouts', {
    label: 'Single nodes’ timeouts',
    unit: 'ms',
    example: 'none,1:100-120,1:100-120+2:100-120',
    ...orWord('none', NODE_TIMEOUTS),
    of: ({ conditions: { nodeTimeouts } }) => ({ is: nodeTimeouts.length === 0 ? null : nodeTimeouts }),
    apply: ({ is }, experiment) => inConditions(experiment, { nodeTimeouts: [...(is ?? [])] }),
  }),
  crash: parameter('crash', {
    given: true,
    label: 'Crash',
    unit: null,
    example: crashModeSchema.options.join(','),
    ...choices(crashModeSchema.options),
    belongsTo: ({ kind }) => kind === 'leader-crash',
    of: ({ crash }) => crash,
    apply: (crash, experiment) => ({ ...experiment, crash }),
  }),
  outage: parameter('outage', {
    given: true,
    label: 'Outage',
    unit: 'ms',
    example: '250,500,1000,2000',
    ...numbers('milliseconds', 1, MAX_TRIAL_MS),
    belongsTo: ({ kind }) => KIND_TRAITS[kind].outage,
    of: ({ outageMs }) => outageMs ?? DEFAULT_OUTAGE_MS,
    apply: (outageMs, experiment) => ({ ...experiment, outageMs }),
  }),
  observe: parameter('observe', {
    given: true,
    label: 'Observation',
    unit: 'ms',
    example: '1000,10000,60000',
    ...numbers('milliseconds', 100, MAX_TRIAL_MS),
    belongsTo: ({ kind }) => KIND_TRAITS[kind].observes,
    of: ({ observeMs }) => observeMs ?? DEFAULT_OBSERVE_MS,
    apply: (observeMs, experiment) => ({ ...experiment, observeMs }),
  }),
  trialCap: parameter('trialCap', {
    given: true,
    label: 'Trial cap',
    unit: 'ms',
    example: '5000,30000',
    ...numbers('milliseconds', 100, MAX_TRIAL_MS),
    of: ({ trialCapMs }) => trialCapMs,
    apply: (trialCapMs, experiment) => ({ ...experiment, trialCapMs }),
  }),
  synchronisedHeartbeat: parameter('synchronisedHeartbeat', {
    given: true,
    label: 'Synchronised heartbeat',
    unit: null,
    example: 'off,on',
    ...ON_OFF,
    belongsTo: ({ kind }) => KIND_TRAITS[kind].struck,
    of: ({ conditions }) => conditions.synchronisedHeartbeat,
    apply: (synchronisedHeartbeat, experiment) => inConditions(experiment, { synchronisedHeartbeat }),
  }),
  crashOffset: parameter('crashOffset', {
    given: true,
    label: 'Offset in the heartbeat',
    unit: null,
    example: 'uniform,0%..100%/25',
    ...orWord('uniform', {
      ...SHARES,
      allowed: 'a share of the interval from 0 to 1, or a percentage such as 50%',
    }),
    belongsTo: ({ kind }) => KIND_TRAITS[kind].struck,
    of: ({ conditions: { crashOffset } }) => ({ is: crashOffset === 'uniform' ? null : crashOffset }),
    apply: ({ is }, experiment) => inConditions(experiment, { crashOffset: is ?? 'uniform' }),
  }),
};
