import colors from 'picocolors';
import type { RunAgreement } from '../../shared/agreement';
import { delayInWords } from '../../shared/delayWords';
import type { Experiment } from '../../shared/experiment';
import {
  DOWNTIME_QUANTILES,
  type DowntimeQuantiles,
  type Proportion,
  type RunSummary,
  type TrialStatistics,
} from '../../shared/runStatistics';
import { whyNoSplitRate } from '../../shared/experimentKinds';
import { plural } from '../../shared/format';
import type { ClusterSettings } from '../../shared/settings';
import { unusualInWords } from '../../shared/unusualWords';
import { kindRows, trialsInWords } from './kindReport';
import { decimal, percent, proportion, quantileNames, quantiles, row, UNKNOWN } from './rows';

/**
 * The summary of trials for machines: just these keys, in this order; those of `spurious`, `rejoin`, `clients`
 * if measured.
 */
export function summaryAsJson(summary: RunSummary): object {
  const interval = ({ value, low, high }: Proportion) => ({ value, low, high });
  const { min, p50, p90, p95, p99, max, mean } = summary.downtimeMs;
  const { split, preempted, refused, noQuorum, lost } = summary.failedTerms;
  return {
    trials: summary.trials,
    clean: summary.clean,
    splitVoteRate: interval(summary.splitVoteRate),
    firstTermSplitRate: interval(summary.firstTermSplitRate),
    downtimeMs: { min, p50, p90, p95, p99, max, mean },
    termsUsed: { mean: summary.termsUsed.mean, max: summary.termsUsed.max },
    failedTerms: { split, preempted, refused, noQuorum, lost },
    ...(summary.spurious && { spurious: summary.spurious }),
    ...(summary.rejoin && { rejoin: summary.rejoin }),
    ...(summary.clients && { clients: summary.clients }),
    runFolder: summary.runFolder,
  };
}

/** A prediction for a summary, and how the two compare, line by line. */
export interface ComparedWith {
  readonly predicted: RunAgreement['predicted'];
  readonly inWords: readonly string[];
}

/** The summary for people, beside what was predicted. */
export function summaryAsText(
  summary: RunSummary,
  experiment: Experiment,
  compared: ComparedWith | null = null,
): string {
  const predictedRate = compared?.predicted.splitVoteRate ?? null;
  const whyNot = whyNoSplitRate(experiment.kind);
  const contaminated = summary.trials - summary.clean;
  const lines = [
    '',
    `${colors.bold(trialsInWords(experiment.kind, summary.trials))}  ${colors.dim(settingsLine(experiment))}`,
    '',
    ...(whyNot === null
      ? [
          row(
            'Split-vote rate',
            proportion(summary.splitVoteRate) +
              (predictedRate === null ? '' : ` · predicted ${percent(predictedRate)}`),
          ),
          row('First-term split rate', proportion(summary.firstTermSplitRate)),
        ]
      : [row('Split-vote rate', `${UNKNOWN}  ${colors.dim(whyNot)}`)]),
    row('Failed terms', failedTerms(summary)),
    row(
      'Terms used',
      `mean ${decimal(summary.termsUsed.mean, 2)} · max ${decimal(summary.termsUsed.max, 0)}`,
    ),
    ...kindRows(summary),
    '',
    row('Downtime, ms', quantileNames()),
    row(`  all ${summary.trials}`, quantiles(summary.downtimeMs)),
    row(`  clean ${summary.clean}`, quantiles(summary.cleanOnly.downtimeMs)),
    ...(summary.clients === undefined ? [] : [row('  of clients', quantiles(summary.clients.downtimeMs))]),
    ...(compared === null
      ? []
      : [row('  predicted', predictedQuantiles(compared.predicted.downtimeMs)), '', ...compared.inWords]),
  ];
  if (contaminated > 0)
    lines.push('', `${contaminated} of ${summary.trials} trials had a timer too late to be called clean.`);
  if (summary.capped > 0)
    lines.push(
      '',
      `${summary.capped} of ${summary.trials} trials ended at the time cap and have no downtime.`,
    );
  if (summary.runFolder !== null) lines.push('', `Kept in ${colors.underline(summary.runFolder)}`);
  return `${lines.join('\n')}\n`;
}

/** One line for progress: what is known of the rate so far. */
export function rateInShort(summary: TrialStatistics): string {
  const { value, low, high } = summary.splitVoteRate;
  const { spurious, rejoin } = summary;
  if (spurious !== undefined) return `${spurious.elections} spurious elections`;
  if (rejoin !== undefined) return `leader deposed ${rejoin.leaderDeposed.successes} times`;
  return value === null
    ? 'split votes n/a'
    : `split votes ${percent(value)} (${percent(low)} to ${percent(high)})`;
}

/** The settings in a line: `simulated · 5 nodes · 150–300 ms · …`. */
export function settingsLine(experiment: Experiment): string {
  const { engine, cluster, kind, crash, outageMs, observeMs, seed } = experiment;
  return [
    ...(engine === 'simulation' ? ['simulated'] : []),
    ...clusterInWords(cluster),
    ...unusualInWords(experiment),
    ...(kind === 'leader-crash' ? [crash] : []),
    ...(outageMs === null ? [] : [`for ${outageMs} ms`]),
    ...(observeMs === null ? [] : [`${observeMs} ms each`]),
    `seed ${seed}`,
  ].join(' · ');
}

export function clusterInWords(cluster: ClusterSettings): string[] {
  return [
    plural(cluster.nodes, 'node'),
    `${cluster.electionTimeoutMinMs}–${cluster.electionTimeoutMaxMs} ms`,
    `heartbeat ${cluster.heartbeatMs} ms`,
    `latency ${delayInWords(cluster.latency)}`,
    ...(cluster.loss > 0 ? [`loss ${percent(cluster.loss)}`] : []),
    ...(cluster.preVote ? ['PreVote'] : []),
    ...(cluster.checkQuorum ? ['CheckQuorum'] : []),
    ...(cluster.clientLoadPerSecond > 0 ? [`load ${cluster.clientLoadPerSecond}/s`] : []),
  ];
}

function failedTerms({
  failedTerms: { split, preempted, refused, noQuorum, lost },
}: TrialStatistics): string {
  return `${split} split · ${preempted} preempted · ${refused} refused · ${noQuorum} no quorum · ${lost} lost`;
}

/** Extremes depend on how many there are, and say nothing beside those of fewer. */
function predictedQuantiles(downtime: DowntimeQuantiles): string {
  return DOWNTIME_QUANTILES.map((name) =>
    (name === 'min' || name === 'max' ? '' : decimal(downtime[name], 1)).padStart(8),
  ).join('');
}
