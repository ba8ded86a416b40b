import type { RunInfo } from './run';
import { labelWords } from '../labels';
import { withAllWords } from '../search';
import { settingsOf } from './settings';

/**
 * The runs in which every word is found: in name, tags, note, id, kind, engine or settings. `150-300`, `pre-vote`,
 * `simulation`, `pinned`.
 */
export function searchRuns(runs: readonly RunInfo[], query: string): RunInfo[] {
  return withAllWords(runs, query, textsOf);
}

function textsOf(run: RunInfo): string[] {
  const { runId, imported, experiment } = run;
  // A switch that is off is not there; of the others the value alone can be found, or its name before it.
  const settings = settingsOf(experiment)
    .filter(({ value }) => value !== 'off' && value !== 'none')
    .map((setting) => (setting.value === 'on' ? setting.name : `${setting.name} ${setting.value}`));
  return [
    ...labelWords(run),
    runId,
    ...settings,
    `${experiment.cluster.nodes} nodes`,
    ...(imported === null ? [] : ['imported', imported.fileName]),
  ];
}
