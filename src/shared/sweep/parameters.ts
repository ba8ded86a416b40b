import { formatDistribution, medianOf, parseDistribution, type Distribution } from '../distribution';
import { LabError } from '../errors';
import { crashModeSchema, type Experiment } from '../experiment';
import { MAX_NODES } from '../ids';
import { durabilitySchema, MAX_TIMEOUT_MS, type ClusterSettings } from '../settings';

/** What a sweep can vary, and how people write its values: the same short forms as the terminal's flags. */

/** What a parameter decides. Two axes may not decide the same. */
type Decides = 'timeoutMin' | 'timeoutMax' | SweepParameterId;

export interface SweepParameter {
  readonly id: SweepParameterId;
  /** As a field or a chart's axis is called. */
  readonly label: string;
  /** Null where a value needs none. */
  readonly unit: string | null;
  /** Completes "takes …". */
  readonly allowed: string;
  /** Values to start from, in the form that `expandValues` reads. */
  readonly example: string;
  readonly decides: readonly Decides[];
  /** Real nodes cannot be given it. */
  readonly simulationOnly: boolean;
  /**
   * The one way in which a value is written in results; reading it again gives the same.
   * @throws LabError `bad-argument` with what is allowed
   */
  readonly canonical: (text: string) => string;
  /** By this a map orders the values, ascending; choices have their own order. */
  readonly order: (text: string) => number;
  /** The experiment with this value, not yet checked as a whole. */
  readonly apply: (text: string, experiment: Experiment) => Experiment;
}

interface Reading<T> extends Pick<SweepParameter, 'label' | 'unit' | 'allowed' | 'example'> {
  readonly decides?: readonly Decides[];
  readonly simulationOnly?: boolean;
  /** Null, or a LabError, for what is not allowed. */
  readonly parse: (text: string) => T | null;
  readonly format: (value: T) => string;
  readonly order: (value: T) => number;
  readonly apply: (value: T, experiment: Experiment) => Experiment;
}

function parameter<T>(id: SweepParameterId, reading: Reading<T>): SweepParameter {
  const { label, unit, allowed, example, decides = [id], simulationOnly = false } = reading;
  const read = (text: string): T => {
    const value = reading.parse(text.trim());
    if (value !== null) return value;
    throw new LabError('bad-argument', `${label} takes ${allowed}; "${text}" is not one.`);
  };
  return {
    id,
    label,
    unit,
    allowed,
    example,
    decides,
    simulationOnly,
    canonical: (text) => reading.format(read(text)),
    order: (text) => reading.order(read(text)),
    apply: (text, experiment) => reading.apply(read(text), experiment),
  };
}

const inCluster = (experiment: Experiment, change: Partial<ClusterSettings>): Experiment => ({
  ...experiment,
  cluster: { ...experiment.cluster, ...change },
});

const inEnvironment = (experiment: Experiment, change: Partial<Experiment['environment']>): Experiment => ({
  ...experiment,
  environment: { ...experiment.environment, ...change },
});

/** A plain decimal number within the limits; null for anything else. */
function numberIn(text: string, min: number, max: number): number | null {
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

/** `5%` or `0.05`; null for what is not a share of 0 to 1. */
function shareOf(text: string): number | null {
  if (!text.endsWith('%')) return numberIn(text, 0, 1);
  const percent = numberIn(text.slice(0, -1).trim(), 0, 100);
  return percent === null ? null : Number((percent / 100).toPrecision(12));
}

const byItself = (value: number): number => value;

const timeoutMs = (label: string, example: string) => ({
  label,
  unit: 'ms',
  allowed: `a number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`,
  example,
  parse: (text: string) => numberIn(text, 1, MAX_TIMEOUT_MS),
  format: String,
  order: byItself,
});

interface TimeoutRange {
  readonly minMs: number;
  readonly maxMs: number;
}

function timeoutRange(text: string): TimeoutRange | null {
  const [low = '', high = '', ...rest] = text.split(/[-–]/);
  const minMs = numberIn(low.trim(), 1, MAX_TIMEOUT_MS);
  const maxMs = numberIn(high.trim(), 1, MAX_TIMEOUT_MS);
  return minMs === null || maxMs === null || rest.length > 0 || minMs > maxMs ? null : { minMs, maxMs };
}

type Heartbeat = { readonly ms: number } | { readonly share: number };

function heartbeat(text: string): Heartbeat | null {
  if (!text.endsWith('%')) {
    const ms = numberIn(text, 0.5, MAX_TIMEOUT_MS);
    return ms === null ? null : { ms };
  }
  const share = shareOf(text);
  return share === null || share === 0 ? null : { share };
}

const delay = (label: string, example: string) => ({
  label,
  unit: 'ms',
  allowed: 'a delay',
  example,
  parse: parseDistribution,
  format: formatDistribution,
  order: (value: Distribution) => medianOf(value),
});

const choice = <T extends string>(label: string, choices: readonly T[]) => ({
  label,
  unit: null,
  allowed: choices.join(' or '),
  example: choices.join(','),
  parse: (text: string): T | null => choices.find((known) => known === text) ?? null,
  format: (value: T): string => value,
  order: (value: T) => choices.indexOf(value),
});

const ON: readonly string[] = ['on', 'true', 'yes'];
const OFF: readonly string[] = ['off', 'false', 'no'];

const onOff = (label: string) => ({
  label,
  unit: null,
  allowed: 'on or off',
  example: 'off,on',
  parse: (text: string): boolean | null => (ON.includes(text) ? true : OFF.includes(text) ? false : null),
  format: (value: boolean) => (value ? 'on' : 'off'),
  order: Number,
});

/**
 * In the order in which they are applied, whatever the order of the axes: a width adds to the minimum, and a
 * heartbeat's share is a share of it.
 */
export const SWEEP_PARAMETER_IDS = [
  'nodes',
  'electionTimeout',
  'electionTimeoutMin',
  'electionTimeoutMax',
  'timeoutWidth',
  'heartbeat',
  'latency',
  'loss',
  'preVote',
  'checkQuorum',
  'load',
  'durability',
  'crash',
  'persist',
  'timerNoise',
  'ownLatency',
] as const;
export type SweepParameterId = (typeof SWEEP_PARAMETER_IDS)[number];

export const SWEEP_PARAMETERS: Readonly<Record<SweepParameterId, SweepParameter>> = {
  nodes: parameter('nodes', {
    label: 'Nodes',
    unit: null,
    allowed: `a whole number of servers from 1 to ${MAX_NODES}`,
    example: '3..9/2',
    parse: (text) => (/^\d+$/.test(text) ? numberIn(text, 1, MAX_NODES) : null),
    format: String,
    order: byItself,
    apply: (nodes, experiment) => inCluster(experiment, { nodes }),
  }),
  electionTimeout: parameter('electionTimeout', {
    label: 'Election timeout',
    unit: 'ms',
    allowed: `a range of milliseconds from 1 to ${MAX_TIMEOUT_MS}, the smaller first, such as 150-300`,
    example: '150-155,150-175,150-200,150-300',
    decides: ['timeoutMin', 'timeoutMax'],
    parse: timeoutRange,
    format: ({ minMs, maxMs }) => `${minMs}-${maxMs}`,
    // By the longest, and among equals by the shortest.
    order: ({ minMs, maxMs }) => maxMs + minMs / (2 * MAX_TIMEOUT_MS),
    apply: ({ minMs, maxMs }, experiment) =>
      inCluster(experiment, { electionTimeoutMinMs: minMs, electionTimeoutMaxMs: maxMs }),
  }),
  /** The range moves as a whole: its width stays. */
  electionTimeoutMin: parameter('electionTimeoutMin', {
    ...timeoutMs('Shortest election timeout', '50..300/50'),
    decides: ['timeoutMin'],
    apply: (minMs, experiment) => {
      const { electionTimeoutMinMs, electionTimeoutMaxMs } = experiment.cluster;
      return inCluster(experiment, {
        electionTimeoutMinMs: minMs,
        electionTimeoutMaxMs: minMs + electionTimeoutMaxMs - electionTimeoutMinMs,
      });
    },
  }),
  electionTimeoutMax: parameter('electionTimeoutMax', {
    ...timeoutMs('Longest election timeout', '175..300/25'),
    decides: ['timeoutMax'],
    apply: (electionTimeoutMaxMs, experiment) => inCluster(experiment, { electionTimeoutMaxMs }),
  }),
  timeoutWidth: parameter('timeoutWidth', {
    label: 'Width of the timeout range',
    unit: 'ms',
    allowed: `a number of milliseconds from 0 to ${MAX_TIMEOUT_MS}`,
    example: '10..150/20',
    decides: ['timeoutMax'],
    parse: (text) => numberIn(text, 0, MAX_TIMEOUT_MS),
    format: String,
    order: byItself,
    apply: (widthMs, experiment) =>
      inCluster(experiment, {
        electionTimeoutMaxMs: experiment.cluster.electionTimeoutMinMs + widthMs,
      }),
  }),
  heartbeat: parameter('heartbeat', {
    label: 'Heartbeat',
    unit: 'ms',
    allowed: `a number of milliseconds from 0.5 to ${MAX_TIMEOUT_MS}, or a share of the shortest timeout such as 50%`,
    example: '20%..80%/20',
    parse: heartbeat,
    format: (value) => ('ms' in value ? String(value.ms) : `${inPercent(value.share)}%`),
    // Shares after times: they cannot be compared without the timeout.
    order: (value) => ('ms' in value ? value.ms : MAX_TIMEOUT_MS + value.share),
    apply: (value, experiment) =>
      inCluster(experiment, {
        heartbeatMs:
          'ms' in value
            ? value.ms
            : Number((value.share * experiment.cluster.electionTimeoutMinMs).toPrecision(12)),
      }),
  }),
  latency: parameter('latency', {
    ...delay('Latency', '0..30/5'),
    apply: (latency, experiment) => inCluster(experiment, { latency }),
  }),
  loss: parameter('loss', {
    label: 'Loss',
    unit: null,
    allowed: 'a probability from 0 to 1, or a percentage such as 5%',
    example: '0%..20%/5',
    parse: shareOf,
    format: String,
    order: byItself,
    apply: (loss, experiment) => inCluster(experiment, { loss }),
  }),
  preVote: parameter('preVote', {
    ...onOff('PreVote'),
    apply: (preVote, experiment) => inCluster(experiment, { preVote }),
  }),
  checkQuorum: parameter('checkQuorum', {
    ...onOff('CheckQuorum'),
    apply: (checkQuorum, experiment) => inCluster(experiment, { checkQuorum }),
  }),
  load: parameter('load', {
    label: 'Client load',
    unit: '/s',
    allowed: 'a number of commands per second from 0 to 20000',
    example: '0,100,1000',
    parse: (text) => numberIn(text, 0, 20_000),
    format: String,
    order: byItself,
    apply: (clientLoadPerSecond, experiment) => inCluster(experiment, { clientLoadPerSecond }),
  }),
  durability: parameter('durability', {
    ...choice('Durability', durabilitySchema.options),
    apply: (durability, experiment) => inCluster(experiment, { durability }),
  }),
  crash: parameter('crash', {
    ...choice('Crash', crashModeSchema.options),
    apply: (crash, experiment) => ({ ...experiment, crash }),
  }),
  persist: parameter('persist', {
    ...delay('Durable write', '0..10/2'),
    apply: (persist, experiment) => inEnvironment(experiment, { persist }),
  }),
  timerNoise: parameter('timerNoise', {
    ...delay('Timer noise', '0,uniform:0:1,uniform:0:4'),
    simulationOnly: true,
    apply: (timerNoise, experiment) => inEnvironment(experiment, { timerNoise }),
  }),
  ownLatency: parameter('ownLatency', {
    ...delay("The network's own latency", '0.05,0.2,0.5'),
    simulationOnly: true,
    apply: (ownLatency, experiment) => inEnvironment(experiment, { ownLatency }),
  }),
};

function inPercent(share: number): number {
  return Number((share * 100).toPrecision(12));
}

/** `electionTimeout` → `election-timeout`: as the terminal has it. */
export function flagOf(id: SweepParameterId): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
