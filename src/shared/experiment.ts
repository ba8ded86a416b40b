import { z } from 'zod';
import { conditionsSchema, USUAL_CONDITIONS } from './conditions';
import { environmentSchema, IDEAL, suitsProcesses } from './environment';
import { experimentKindSchema, KIND_TRAITS, kindsWith } from './experimentKinds';
import { precisionSchema, USUAL_MOST_TRIALS } from './precision';
import { clusterSettingsSchema, DEFAULT_SETTINGS } from './settings';
import { MAX_TRIAL_MS, nodesNamed } from './timeline';

/** An experiment: what is done, to which cluster, how often. Words are those of docs/measuring.md. */

export const MAX_TRIALS = 1_000_000;
export const MAX_SEED = 0xffff_ffff;
/** Of all that an experiment draws. */
export const seedSchema = z.int().min(0).max(MAX_SEED);

export const crashModeSchema = z.enum(['kill', 'pause']);
export type CrashMode = z.infer<typeof crashModeSchema>;

const concurrencySchema = z.union([z.literal('auto'), z.int().min(1).max(16)]);

export const engineSchema = z.enum(['processes', 'simulation']);
/** `processes`: real nodes on this machine · `simulation`: the same core in virtual time. */
export type Engine = z.infer<typeof engineSchema>;

const DEFAULT_TRIALS = 100;
export const DEFAULT_OUTAGE_MS = 1000;
export const DEFAULT_OBSERVE_MS = 10_000;
export const DEFAULT_TRIAL_CAP_MS = 30_000;

const experimentFields = z.strictObject({
  kind: experimentKindSchema.default('leader-crash'),
  /** What people call it; part of the run folder's name. Absent: its kind. */
  name: z.string().trim().min(1).max(80).optional(),
  engine: engineSchema.default('processes'),
  cluster: z._default(clusterSettingsSchema, DEFAULT_SETTINGS),
  environment: environmentSchema.default(IDEAL),
  conditions: conditionsSchema.default(USUAL_CONDITIONS),
  /** How the leader of `leader-crash` is silenced. */
  crash: crashModeSchema.default('kill'),
  /** How long a cut, a pause or an isolation lasts, ms; null for kinds without one. */
  outageMs: z.number().min(1).max(MAX_TRIAL_MS).nullable().default(null),
  /** How long one trial is watched, ms; null for kinds that are watched until recovery. */
  observeMs: z.number().min(100).max(MAX_TRIAL_MS).nullable().default(null),
  /** Absent: 100, and 20 000 at most where they end by precision. */
  trials: z.int().min(1).max(MAX_TRIALS).optional(),
  /** As soon as this is known well enough the run ends, at the latest after `trials`; null: after `trials`. */
  precision: precisionSchema.nullable().default(null),
  /**
   * Clusters side by side; `auto` starts with as many as the machine bears and backs off on contamination. Of a
   * simulation: threads, which change nothing in its trials.
   */
  concurrency: concurrencySchema.default('auto'),
  seed: seedSchema.default(1),
  /** A trial that is not stable again by then ends censored. */
  trialCapMs: z.number().min(100).max(MAX_TRIAL_MS).default(DEFAULT_TRIAL_CAP_MS),
});
type Fields = z.infer<typeof experimentFields>;

/** Parsed, it is resolved: what its kind needs and nobody gave is as usual. Parsing that again changes nothing. */
export const experimentSchema = experimentFields
  .superRefine((fields, context) => {
    for (const { path, message } of contradictionsIn(fields)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .transform((fields) => {
    const { outage, observes } = KIND_TRAITS[fields.kind];
    return {
      ...fields,
      name: fields.name ?? fields.kind,
      trials: fields.trials ?? (fields.precision === null ? DEFAULT_TRIALS : USUAL_MOST_TRIALS),
      outageMs: outage ? (fields.outageMs ?? DEFAULT_OUTAGE_MS) : null,
      observeMs: observes ? (fields.observeMs ?? DEFAULT_OBSERVE_MS) : null,
    };
  });
export type Experiment = z.infer<typeof experimentSchema>;

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is right alone but does not go together. */
function* contradictionsIn(fields: Fields): Generator<Contradiction> {
  const { engine, environment } = fields;
  if (engine !== 'simulation' && !suitsProcesses(environment)) {
    yield {
      path: ['environment'],
      message:
        'real nodes have their own: they can be given persist and extraEntries, but own latency, timer noise, coarse or drifting clocks and bursts of loss only a simulation can',
    };
  }
  yield* imprecisionIn(fields);
  yield* unequalLogsIn(fields);
  yield* foreignFieldsIn(fields);
  yield* unknownNodesIn(fields);
}

function* imprecisionIn({ kind, trials = USUAL_MOST_TRIALS, precision }: Fields): Generator<Contradiction> {
  if (precision === null) return;
  if (!KIND_TRAITS[kind].elects) {
    yield {
      path: ['precision'],
      message: `${kind} has no election to be precise about: it ends after a number of trials`,
    };
  }
  if (precision.minTrials > trials) {
    yield {
      path: ['precision', 'minTrials'],
      message: `there are at most ${trials} trials (trials): the fewest cannot be more`,
    };
  }
}

function* unequalLogsIn(fields: Fields): Generator<Contradiction> {
  const { engine, kind, environment } = fields;
  const [leaders = 0, ...others] = environment.extraEntries;
  if (environment.extraEntries.length === 0) return;
  const path = ['environment', 'extraEntries'];
  if (!keepsLogs(fields)) {
    yield {
      path,
      message:
        'a leader makes its followers’ logs equal: they can differ in leader-crash without clients or timeline, and in cold-start',
    };
  }
  if (engine === 'simulation') return;
  if (kind === 'cold-start') {
    yield {
      path,
      message: 'real nodes have them from their leader: only in leader-crash, or in a simulation',
    };
  }
  if (others.some((count) => count > leaders)) {
    yield {
      path,
      message: 'real nodes have them from their leader, so it has the most: the first number is the largest',
    };
  }
}

/** Fields that belong to another kind. */
function* foreignFieldsIn(fields: Fields): Generator<Contradiction> {
  const { kind, crash, cluster, conditions, outageMs, observeMs, trialCapMs } = fields;
  const { outage, observes, struck } = KIND_TRAITS[kind];
  if (crash === 'pause' && kind !== 'leader-crash') {
    yield { path: ['crash'], message: 'it belongs to leader-crash; a pause that ends is kind leader-pause' };
  }
  if (outageMs !== null && !outage) {
    yield { path: ['outageMs'], message: `nothing lasts in ${kind}: it belongs to ${kindsWith('outage')}` };
  }
  if (outage && (outageMs ?? DEFAULT_OUTAGE_MS) >= trialCapMs) {
    yield {
      path: [outageMs === null ? 'trialCapMs' : 'outageMs'],
      message:
        'what lasts must be over before the trial is: shorter than its time cap, outageMs < trialCapMs',
    };
  }
  if (observeMs !== null && !observes) {
    yield {
      path: ['observeMs'],
      message: `a trial of ${kind} ends with recovery: it belongs to ${kindsWith('observes')}`,
    };
  }
  if (!struck && !conditions.synchronisedHeartbeat) {
    yield {
      path: ['conditions', 'synchronisedHeartbeat'],
      message: `${kind} has none, so it cannot be left out: it belongs to ${kindsWith('struck')}`,
    };
  }
  if (struck && !conditions.synchronisedHeartbeat && conditions.crashOffset !== 'uniform') {
    yield {
      path: ['conditions', 'crashOffset'],
      message: 'it counts from the synchronised heartbeat: without one the moment is uniform',
    };
  }
  if (!struck && conditions.crashOffset !== 'uniform') {
    yield {
      path: ['conditions', 'crashOffset'],
      message: `${kind} has no moment to choose: it belongs to ${kindsWith('struck')}`,
    };
  }
  if (kind === 'workload' && cluster.clientLoadPerSecond === 0) {
    yield {
      path: ['cluster', 'clientLoadPerSecond'],
      message: 'a workload needs clients: more than 0 commands a second',
    };
  }
}

/** Nodes that the cluster does not have, and times after a trial's end. */
function* unknownNodesIn({ kind, cluster, conditions, observeMs }: Fields): Generator<Contradiction> {
  const message = `the cluster has nodes 1 to ${cluster.nodes}`;
  for (const [i, { node }] of conditions.nodeTimeouts.entries()) {
    if (node > cluster.nodes) yield { path: ['conditions', 'nodeTimeouts', i, 'node'], message };
  }
  const endMs = KIND_TRAITS[kind].observes ? (observeMs ?? DEFAULT_OBSERVE_MS) : Infinity;
  for (const [i, { atMs, action }] of conditions.timeline.entries()) {
    const path = ['conditions', 'timeline', i];
    if (nodesNamed(action).some((node) => node > cluster.nodes)) yield { path: [...path, 'action'], message };
    if (atMs >= endMs) {
      yield { path: [...path, 'atMs'], message: `a trial is over after ${endMs} ms (observeMs)` };
    }
  }
}

/** Has the trial no leader at work that would make unequal logs equal? */
function keepsLogs({ kind, cluster, conditions }: Fields): boolean {
  if (kind === 'cold-start') return true;
  return kind === 'leader-crash' && cluster.clientLoadPerSecond === 0 && conditions.timeline.length === 0;
}
