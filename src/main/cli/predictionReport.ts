import colors from 'picocolors';
import { isNone } from '../../shared/distribution';
import type { Prediction, PredictRequest } from '../../shared/prediction';
import type { ClusterSettings } from '../../shared/settings';
import { LOOPBACK_ONE_WAY_MS } from '../../shared/warnings';
import { clusterInWords, summaryAsJson } from './report';
import { decimal, percent, proportion, quantileNames, quantiles, row, UNKNOWN } from './rows';

/** The prediction for people: theory, the simulation, and what the former takes for granted. */
export function predictionAsText(
  { theory, assumptions, simulated }: Prediction,
  { settings, seed }: PredictRequest,
): string {
  const { splitProbability, meanDowntimeMs, floorMs } = theory;
  const lines = [
    '',
    `${colors.bold('A leader crash')}  ${colors.dim(clusterInWords(settings).join(' · '))}`,
    '',
    colors.bold('Theory'),
    row('Split votes in a term', splitProbability === null ? UNKNOWN : percent(splitProbability)),
    row('Downtime, ms', `mean ${decimal(meanDowntimeMs, 1)} · at least ${decimal(floorMs, 1)}`),
    row('Assumes', colors.dim(assumptions[0] ?? '')),
    ...assumptions.slice(1).map((assumption) => row('', colors.dim(assumption))),
  ];
  if (simulated !== null) {
    const { summary } = simulated;
    lines.push(
      '',
      `${colors.bold('Simulated')}  ${colors.dim(`${summary.trials} elections · an ideal machine · seed ${seed}`)}`,
      ...ideals(settings).map((ideal) => row('', colors.dim(ideal))),
      row('First-term split rate', proportion(summary.firstTermSplitRate)),
      row('Split-vote rate', proportion(summary.splitVoteRate)),
      row('Downtime, ms', quantileNames()),
      row('', quantiles(summary.downtimeMs)),
    );
    if (summary.capped > 0) lines.push(row('', `${summary.capped} elections were given up`));
  }
  return `${lines.join('\n')}\n`;
}

/** What an ideal machine does not have, where the numbers depend on it. */
function ideals({ electionTimeoutMinMs, electionTimeoutMaxMs, latency }: ClusterSettings): string[] {
  if (electionTimeoutMinMs === electionTimeoutMaxMs) {
    return ['equal timeouts tie for ever there; on a real machine the lateness of timers breaks the tie'];
  }
  if (!isNone(latency)) return [];
  return [
    `messages take no time there; on loopback some ${LOOPBACK_ONE_WAY_MS} ms (--latency ${LOOPBACK_ONE_WAY_MS})`,
  ];
}

/** The same for machines, with the keys of a measurement's summary. */
export function predictionAsJson(
  { theory, assumptions, simulated }: Prediction,
  { settings, seed }: PredictRequest,
): string {
  const result = {
    cluster: settings,
    theory: { ...theory, assumptions },
    simulated: simulated && {
      seed,
      ...summaryAsJson(simulated.summary),
      capped: simulated.summary.capped,
    },
  };
  return JSON.stringify(result, null, 2);
}
