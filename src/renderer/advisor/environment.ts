import type { AdviceEnvironment } from '../../shared/advice';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import { delayWithTail, medianOf, p99Of } from '../../shared/delayTail';

/** The environment as the form has it: what operators know from their dashboards. */
export interface EnvironmentForm {
  readonly nodes: number;
  readonly roundTripMs: number;
  readonly roundTripP99Ms: number;
  readonly persistMs: number;
  readonly persistP99Ms: number;
  readonly lossPercent: number;
  readonly stallsPerDay: number;
  /** Mean; stalls are exponential. */
  readonly stallMs: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
}

export interface EnvironmentPreset {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly form: Partial<EnvironmentForm>;
}

export const ENVIRONMENTS: readonly [EnvironmentPreset, ...EnvironmentPreset[]] = [
  {
    id: 'datacentre',
    name: 'Data centre',
    about: 'Servers of one data centre: half a millisecond there and back, local SSDs.',
    form: { roundTripMs: 0.5, roundTripP99Ms: 2, persistMs: 1, persistP99Ms: 5, lossPercent: 0 },
  },
  {
    id: 'zones',
    name: 'Three zones',
    about: 'Servers in zones of one cloud region, with network disks.',
    form: { roundTripMs: 1.5, roundTripP99Ms: 5, persistMs: 3, persistP99Ms: 15, lossPercent: 0.01 },
  },
  {
    id: 'wide-area',
    name: 'Wide area',
    about: 'Servers on one continent: 70 ms there and back, and a line that loses a packet now and then.',
    form: { roundTripMs: 70, roundTripP99Ms: 110, persistMs: 3, persistP99Ms: 15, lossPercent: 0.1 },
  },
];

export const FIRST_ENVIRONMENT: EnvironmentForm = {
  nodes: 5,
  roundTripMs: 1.5,
  roundTripP99Ms: 5,
  persistMs: 3,
  persistP99Ms: 15,
  lossPercent: 0.01,
  stallsPerDay: 24,
  stallMs: 20,
  preVote: true,
  checkQuorum: true,
};

/** A tail that was not measured: slow ones take this many medians. */
const ASSUMED_TAIL = 2;

/** One-way delays are half the round trip's. */
export function environmentOf(form: EnvironmentForm): AdviceEnvironment {
  return {
    nodes: form.nodes,
    latency: delayWithTail(form.roundTripMs / 2, form.roundTripP99Ms / 2),
    persist: delayWithTail(form.persistMs, form.persistP99Ms),
    loss: form.lossPercent / 100,
    stalls: { perDay: form.stallsPerDay, duration: { kind: 'exponential', meanMs: form.stallMs } },
    preVote: form.preVote,
    checkQuorum: form.checkQuorum,
  };
}

/**
 * What is known of the running cluster. The lab measures medians; of the tail it knows what the settings add, and
 * assumes the rest.
 */
export function environmentOfCluster(
  { settings, measured }: Pick<ClusterSnapshot, 'settings' | 'measured'>,
  form: EnvironmentForm,
): EnvironmentForm {
  const { latency, loss, nodes } = settings;
  const roundTripMs = measured.roundTripMs ?? 2 * medianOf(latency);
  const ownMs = Math.max(0, roundTripMs - 2 * medianOf(latency));
  const persistMs = settings.durability === 'memory' ? 0 : (measured.persistMs ?? form.persistMs);
  return {
    ...form,
    nodes: Math.max(3, nodes),
    roundTripMs: threeDigits(roundTripMs),
    roundTripP99Ms: threeDigits(2 * p99Of(latency) + ASSUMED_TAIL * ownMs),
    persistMs: threeDigits(persistMs),
    persistP99Ms: threeDigits(ASSUMED_TAIL * persistMs),
    lossPercent: threeDigits(100 * Math.min(0.5, loss)),
    preVote: settings.preVote,
    checkQuorum: settings.checkQuorum,
  };
}

const threeDigits = (value: number): number => Number(value.toPrecision(3));
