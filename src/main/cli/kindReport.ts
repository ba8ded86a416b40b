import type {
  ClientStatistics,
  RejoinStatistics,
  SpuriousStatistics,
  TrialStatistics,
} from '../../shared/runStatistics';
import { SPURIOUS_CAUSES, type SpuriousCause } from '../../shared/trialRecord';
import { KIND_WORDS, type ExperimentKind } from '../../shared/experimentKinds';
import { decimal, proportion, row, UNKNOWN } from './rows';

/** What only some kinds of experiment measure, in words. */

/** "40 leader crashes". */
export function trialsInWords(kind: ExperimentKind, trials: number): string {
  const [one, many] = KIND_WORDS[kind].trial;
  return `${trials} ${trials === 1 ? one : many}`;
}

const CAUSES: Readonly<Record<SpuriousCause | 'unknown', string>> = {
  lateHeartbeat: 'late heartbeat',
  lostDatagrams: 'lost datagrams',
  stall: 'stall',
  paused: 'paused process',
  asymmetricLink: 'asymmetric link',
  unknown: 'cause not known',
};

/** Lines for the parts that a summary has, but for downtimes. */
export function kindRows({ spurious, rejoin, clients }: TrialStatistics): string[] {
  return [
    ...(spurious === undefined ? [] : spuriousRows(spurious)),
    ...(rejoin === undefined ? [] : rejoinRows(rejoin)),
    ...(clients === undefined ? [] : clientRows(clients)),
  ];
}

/** "12.0 an hour · 95% 2.5 to 35.1 · 3 in 900 s"; not known where nothing was watched. */
export function spuriousRate(spurious: SpuriousStatistics | null): string {
  if (spurious === null || spurious.perHour === null) return UNKNOWN;
  const { elections, observedMs, perHour } = spurious;
  const interval = `95% ${decimal(perHour.low, 1)} to ${decimal(perHour.high, 1)}`;
  return `${decimal(perHour.value, 1)} an hour · ${interval} · ${elections} in ${decimal(observedMs / 1000, 0)} s`;
}

function spuriousRows(spurious: SpuriousStatistics): string[] {
  const { causes } = spurious;
  const named = [...SPURIOUS_CAUSES, 'unknown' as const]
    .filter((cause) => causes[cause] > 0)
    .map((cause) => `${causes[cause]} ${CAUSES[cause]}`);
  return [
    row('Spurious elections', spuriousRate(spurious)),
    ...(named.length === 0 ? [] : [row('  causes', named.join(' · '))]),
  ];
}

function rejoinRows({ inflated, termInflation, leaderDeposed }: RejoinStatistics): string[] {
  return [
    row('Term inflated', proportion(inflated)),
    row('  by terms', `mean ${decimal(termInflation.mean, 2)} · max ${decimal(termInflation.max, 0)}`),
    row('Leader deposed', proportion(leaderDeposed)),
  ];
}

function clientRows(clients: ClientStatistics): string[] {
  const { acknowledged, commandsPerSecond, commitP50Ms, commitP99Ms } = clients;
  if (acknowledged === null) return [];
  return [
    row('Throughput', `${decimal(commandsPerSecond, 1)} commands a second · ${acknowledged} acknowledged`),
    row(
      'Commit latency, ms',
      `p50 ${decimal(commitP50Ms, 2)} · p99 ${decimal(commitP99Ms, 2)} (medians of the trials)`,
    ),
  ];
}
