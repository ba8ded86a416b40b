import { columnOf, csvRows, type CsvValue } from '../../shared/csv';
import { distributionLabel } from '../../shared/distribution';
import type { Experiment } from '../../shared/experiment';
import type { Proportion, RunSummary } from '../../shared/runStatistics';
import type { SweepCell } from '../../shared/sweep/api';
import type { SweepAxis } from '../../shared/sweep/sweep';

/** What a cell is, for its row. */
export type CellRow = Pick<SweepCell, 'cell' | 'values' | 'state' | 'summary'> & {
  readonly runId: string;
  readonly experiment: Experiment;
};

type Columns = readonly (readonly [column: string, value: CsvValue])[];

/**
 * cells.csv: one row a cell (long form, as pandas and R like it): the axes' values, the settings they come to, and what
 * its trials showed. As in trials.csv, what is not known is an empty field.
 */
export function formatCells(axes: readonly SweepAxis[], cells: readonly CellRow[]): string {
  const rows = cells.map((cell) => new Map([...whichCell(axes, cell), ...shown(cell.summary)]));
  const header = [...(rows[0]?.keys() ?? [])];
  return csvRows([header, ...rows.map((row) => header.map((column) => inCsv(row.get(column) ?? null)))]);
}

/** Without what binary fractions add. */
function inCsv(value: CsvValue): CsvValue {
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

function whichCell(axes: readonly SweepAxis[], { cell, runId, state, values, experiment }: CellRow): Columns {
  const { cluster } = experiment;
  return [
    ['cell', cell],
    ['run_id', runId],
    ['state', state],
    ...settingsOf(experiment),
    // Last: where an axis has the name of a setting, its value stands in that column.
    ...axes.map(({ parameter }, axis) => [columnOf(parameter), values[axis] ?? null] as const),
    ['client_load_per_second', cluster.clientLoadPerSecond],
  ];
}

function settingsOf({ kind, engine, cluster, seed, outageMs, observeMs }: Experiment): Columns {
  return [
    ['kind', kind],
    ['engine', engine],
    ['seed', seed],
    ['nodes', cluster.nodes],
    ['election_timeout_min_ms', cluster.electionTimeoutMinMs],
    ['election_timeout_max_ms', cluster.electionTimeoutMaxMs],
    ['heartbeat_ms', cluster.heartbeatMs],
    ['latency', distributionLabel(cluster.latency)],
    ['loss', cluster.loss],
    ['pre_vote', cluster.preVote],
    ['check_quorum', cluster.checkQuorum],
    ['outage_ms', outageMs],
    ['observe_ms', observeMs],
  ];
}

function shown(summary: RunSummary): Columns {
  const { splitVoteRate, firstTermSplitRate, failedTerms, termsUsed, downtimeMs, cleanOnly } = summary;
  const { spurious, rejoin, clients, downtimeIntervals } = summary;
  return [
    ['trials', summary.trials],
    ['clean', summary.clean],
    ['capped', summary.capped],
    ...rateColumns('split_vote_rate', splitVoteRate),
    ...rateColumns('first_term_split_rate', firstTermSplitRate),
    ['split_terms', failedTerms.split],
    ['preempted_terms', failedTerms.preempted],
    ['refused_terms', failedTerms.refused],
    ['no_quorum_terms', failedTerms.noQuorum],
    ['lost_terms', failedTerms.lost],
    ['terms_used_mean', termsUsed.mean],
    ['terms_used_max', termsUsed.max],
    ['downtime_min_ms', downtimeMs.min],
    ['downtime_p50_ms', downtimeMs.p50],
    ['downtime_p50_low_ms', downtimeIntervals?.p50.low ?? null],
    ['downtime_p50_high_ms', downtimeIntervals?.p50.high ?? null],
    ['downtime_p90_ms', downtimeMs.p90],
    ['downtime_p95_ms', downtimeMs.p95],
    ['downtime_p99_ms', downtimeMs.p99],
    ['downtime_p99_low_ms', downtimeIntervals?.p99.low ?? null],
    ['downtime_p99_high_ms', downtimeIntervals?.p99.high ?? null],
    ['downtime_max_ms', downtimeMs.max],
    ['downtime_mean_ms', downtimeMs.mean],
    ['clean_split_vote_rate', cleanOnly.splitVoteRate.value],
    ['clean_downtime_p50_ms', cleanOnly.downtimeMs.p50],
    ['clean_downtime_p99_ms', cleanOnly.downtimeMs.p99],
    ['spurious_elections', spurious?.elections ?? null],
    ['spurious_per_hour', spurious?.perHour?.value ?? null],
    ['spurious_per_hour_low', spurious?.perHour?.low ?? null],
    ['spurious_per_hour_high', spurious?.perHour?.high ?? null],
    ['observed_ms', spurious?.observedMs ?? null],
    ['term_inflation_mean', rejoin?.termInflation.mean ?? null],
    ['leader_deposed_rate', rejoin?.leaderDeposed.value ?? null],
    ['client_downtime_p50_ms', clients?.downtimeMs.p50 ?? null],
    ['client_downtime_p99_ms', clients?.downtimeMs.p99 ?? null],
    ['commands_per_second', clients?.commandsPerSecond ?? null],
    ['commit_p50_ms', clients?.commitP50Ms ?? null],
    ['commit_p99_ms', clients?.commitP99Ms ?? null],
  ];
}

/** A rate and its interval; of no trials nothing is known. */
function rateColumns(name: string, { value, low, high }: Proportion): Columns {
  return [
    [name, value],
    [`${name}_low`, value === null ? null : low],
    [`${name}_high`, value === null ? null : high],
  ];
}
