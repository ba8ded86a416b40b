import type { Experiment } from '../experiment';
import { MAX_NODES } from '../ids';
import { durabilitySchema, MAX_CLIENT_LOAD, MAX_TIMEOUT_MS, type ClusterSettings } from '../settings';
import { parameter } from './parameter';
import {
  choices,
  DELAYS,
  inPercent,
  numberIn,
  numbers,
  ON_OFF,
  SHARES,
  shareOf,
  TIMEOUT_RANGES,
  wholeNumberIn,
} from './parameterValues';

/** What a sweep can vary of the cluster's settings. */

const inCluster = (experiment: Experiment, change: Partial<ClusterSettings>): Experiment => ({
  ...experiment,
  cluster: { ...experiment.cluster, ...change },
});

type Heartbeat = { readonly ms: number } | { readonly share: number };

function heartbeat(text: string): Heartbeat | null {
  if (!text.endsWith('%')) {
    const ms = numberIn(text, 0.5, MAX_TIMEOUT_MS);
    return ms === null ? null : { ms };
  }
  const share = shareOf(text);
  return share === null || share === 0 ? null : { share };
}

const timeoutMs = numbers('milliseconds', 1, MAX_TIMEOUT_MS);

export const CLUSTER_PARAMETERS = {
  nodes: parameter('nodes', {
    label: 'Nodes',
    unit: null,
    example: '3..9/2',
    allowed: `a whole number of servers from 1 to ${MAX_NODES}`,
    parse: (text) => wholeNumberIn(text, 1, MAX_NODES),
    format: String,
    order: (nodes) => nodes,
    of: ({ cluster }) => cluster.nodes,
    apply: (nodes, experiment) => inCluster(experiment, { nodes }),
  }),
  electionTimeout: parameter('electionTimeout', {
    label: 'Election timeout',
    unit: 'ms',
    example: '150-155,150-175,150-200,150-300',
    ...TIMEOUT_RANGES,
    decides: ['timeoutMin', 'timeoutMax'],
    of: ({ cluster }) => ({ minMs: cluster.electionTimeoutMinMs, maxMs: cluster.electionTimeoutMaxMs }),
    apply: ({ minMs, maxMs }, experiment) =>
      inCluster(experiment, { electionTimeoutMinMs: minMs, electionTimeoutMaxMs: maxMs }),
  }),
  /** The range moves as a whole: its width stays. */
  electionTimeoutMin: parameter('electionTimeoutMin', {
    label: 'Shortest election timeout',
    unit: 'ms',
    example: '50..300/50',
    ...timeoutMs,
    decides: ['timeoutMin'],
    of: ({ cluster }) => cluster.electionTimeoutMinMs,
    apply: (minMs, experiment) => {
      const { electionTimeoutMinMs, electionTimeoutMaxMs } = experiment.cluster;
      return inCluster(experiment, {
        electionTimeoutMinMs: minMs,
        electionTimeoutMaxMs: minMs + electionTimeoutMaxMs - electionTimeoutMinMs,
      });
    },
  }),
  electionTimeoutMax: parameter('electionTimeoutMax', {
    label: 'Longest election timeout',
    unit: 'ms',
    example: '175..300/25',
    ...timeoutMs,
    decides: ['timeoutMax'],
    of: ({ cluster }) => cluster.electionTimeoutMaxMs,
    apply: (electionTimeoutMaxMs, experiment) => inCluster(experiment, { electionTimeoutMaxMs }),
  }),
  timeoutWidth: parameter('timeoutWidth', {
    label: 'Width of the timeout range',
    unit: 'ms',
    example: '10..150/20',
    ...numbers('milliseconds', 0, MAX_TIMEOUT_MS),
    decides: ['timeoutMax'],
    of: ({ cluster }) => cluster.electionTimeoutMaxMs - cluster.electionTimeoutMinMs,
    apply: (widthMs, experiment) =>
      inCluster(experiment, {
        electionTimeoutMaxMs: experiment.cluster.electionTimeoutMinMs + widthMs,
      }),
  }),
  heartbeat: parameter('heartbeat', {
    label: 'Heartbeat',
    unit: 'ms',
    example: '20%..80%/20',
    allowed: `a number of milliseconds from 0.5 to ${MAX_TIMEOUT_MS}, or a share of the shortest timeout such as 50%`,
    parse: heartbeat,
    format: (value) => ('ms' in value ? String(value.ms) : inPercent(value.share)),
    // Shares after times: they cannot be compared without the timeout.
    order: (value) => ('ms' in value ? value.ms : MAX_TIMEOUT_MS + value.share),
    of: ({ cluster }) => ({ ms: cluster.heartbeatMs }),
    apply: (value, experiment) =>
      inCluster(experiment, {
        heartbeatMs:
          'ms' in value
            ? value.ms
            : Number((value.share * experiment.cluster.electionTimeoutMinMs).toPrecision(12)),
      }),
  }),
  latency: parameter('latency', {
    given: true,
    label: 'Latency',
    unit: 'ms',
    example: '0..30/5',
    ...DELAYS,
    of: ({ cluster }) => cluster.latency,
    apply: (latency, experiment) => inCluster(experiment, { latency }),
  }),
  loss: parameter('loss', {
    given: true,
    label: 'Loss',
    unit: null,
    example: '0%..20%/5',
    ...SHARES,
    of: ({ cluster }) => cluster.loss,
    apply: (loss, experiment) => inCluster(experiment, { loss }),
  }),
  preVote: parameter('preVote', {
    label: 'PreVote',
    unit: null,
    example: 'off,on',
    ...ON_OFF,
    of: ({ cluster }) => cluster.preVote,
    apply: (preVote, experiment) => inCluster(experiment, { preVote }),
  }),
  checkQuorum: parameter('checkQuorum', {
    label: 'CheckQuorum',
    unit: null,
    example: 'off,on',
    ...ON_OFF,
    of: ({ cluster }) => cluster.checkQuorum,
    apply: (checkQuorum, experiment) => inCluster(experiment, { checkQuorum }),
  }),
  load: parameter('load', {
    given: true,
    label: 'Client load',
    unit: '/s',
    example: '10,100,1000',
    ...numbers('commands per second', 0, MAX_CLIENT_LOAD),
    of: ({ cluster }) => cluster.clientLoadPerSecond,
    apply: (clientLoadPerSecond, experiment) => inCluster(experiment, { clientLoadPerSecond }),
  }),
  durability: parameter('durability', {
    label: 'Durability',
    unit: null,
    example: durabilitySchema.options.join(','),
    ...choices(durabilitySchema.options),
    belongsTo: ({ engine }) => engine === 'processes',
    of: ({ cluster }) => cluster.durability,
    apply: (durability, experiment) => inCluster(experiment, { durability }),
  }),
};
