import { LabError } from '../../shared/errors';
import {
  crashModeSchema,
  engineSchema,
  experimentSchema,
  MAX_SEED,
  MAX_TRIALS,
  type Experiment,
} from '../../shared/experiment';
import { EXPERIMENT_KINDS } from '../../shared/experimentKinds';
import { MAX_NODES } from '../../shared/ids';
import { USUAL_MOST_TRIALS } from '../../shared/precision';
import {
  DEFAULT_SETTINGS,
  durabilitySchema,
  MAX_TIMEOUT_MS,
  type ClusterSettings,
  type TimeoutRange,
  usualHeartbeatMs,
} from '../../shared/settings';
import { MAX_TRIAL_MS } from '../../shared/timeline';
import {
  readChoice,
  readInteger,
  readNumber,
  readProbability,
  readRange,
  readSwitch,
  readText,
  type Flags,
} from './flags';
import { readDelay } from './delay';
import { flagIssuesInWords } from './flagIssues';
import { readPrecision } from './precision';

/** A cluster as the flags describe it; what they leave out is as in DEFAULT_SETTINGS. */
export function clusterFromFlags(flags: Flags): ClusterSettings {
  const [electionTimeoutMinMs, electionTimeoutMaxMs] = readRange(flags, 'election-timeout', {
    min: 1,
    max: MAX_TIMEOUT_MS,
  }) ?? [DEFAULT_SETTINGS.electionTimeoutMinMs, DEFAULT_SETTINGS.electionTimeoutMaxMs];
  return {
    nodes: readInteger(flags, 'nodes', { min: 1, max: MAX_NODES }) ?? DEFAULT_SETTINGS.nodes,
    electionTimeoutMinMs,
    electionTimeoutMaxMs,
    heartbeatMs:
      readNumber(flags, 'heartbeat', 'milliseconds', { min: 0.5, max: MAX_TIMEOUT_MS }) ??
      usualHeartbeatMs(electionTimeoutMinMs),
    preVote: readSwitch(flags, 'pre-vote'),
    checkQuorum: readSwitch(flags, 'check-quorum'),
    latency: readDelay(flags, 'latency') ?? DEFAULT_SETTINGS.latency,
    loss: readProbability(flags, 'loss') ?? DEFAULT_SETTINGS.loss,
    durability: readChoice(flags, 'durability', durabilitySchema.options) ?? DEFAULT_SETTINGS.durability,
    clientLoadPerSecond:
      readNumber(flags, 'load', 'commands per second', { min: 0, max: 20_000 }) ??
      DEFAULT_SETTINGS.clientLoadPerSecond,
  };
}

/** The experiment as the flags describe it. */
export function experimentFromFlags(flags: Flags): Experiment {
  const trials = readInteger(flags, 'trials', { min: 1, max: MAX_TRIALS });
  const given = {
    kind: readChoice(flags, 'kind', EXPERIMENT_KINDS),
    name: readText(flags, 'name'),
    engine: readChoice(flags, 'engine', engineSchema.options),
    cluster: clusterFromFlags(flags),
    environment: { persist: readDelay(flags, 'persist'), timerNoise: readDelay(flags, 'timer-noise') },
    conditions: { candidateTimeout: readCandidateTimeout(flags) },
    crash: readChoice(flags, 'crash', crashModeSchema.options),
    outageMs: readNumber(flags, 'outage', 'milliseconds', { min: 1, max: MAX_TRIAL_MS }),
    observeMs: readNumber(flags, 'observe', 'milliseconds', { min: 100, max: MAX_TRIAL_MS }),
    trials,
    precision: readPrecision(flags, trials ?? USUAL_MOST_TRIALS),
    concurrency: readConcurrency(flags),
    seed: readSeed(flags),
    trialCapMs: readNumber(flags, 'trial-cap', 'milliseconds', { min: 100, max: 3_600_000 }),
  };
  const parsed = experimentSchema.safeParse(given);
  if (!parsed.success) throw new LabError('bad-argument', flagIssuesInWords(parsed.error));
  return parsed.data;
}

function readCandidateTimeout(flags: Flags): TimeoutRange | undefined {
  const range = readRange(flags, 'candidate-timeout', { min: 1, max: MAX_TIMEOUT_MS });
  return range && { minMs: range[0], maxMs: range[1] };
}

export function readSeed(flags: Flags): number | undefined {
  return readInteger(flags, 'seed', { min: 0, max: MAX_SEED });
}

export function readConcurrency(flags: Flags): 'auto' | number | undefined {
  const text = readText(flags, 'concurrency');
  if (text === undefined || text === 'auto') return text;
  const clusters = Number(text);
  if (Number.isInteger(clusters) && clusters >= 1 && clusters <= 16) return clusters;
  throw new LabError(
    'bad-argument',
    `--concurrency takes auto or a whole number of clusters from 1 to 16; "${text}" is not one.`,
  );
}
