import type { RunInfo } from '../contract';
import { settingsOf } from './settings';

/**
 * The runs in which every word is found: in name, tags, note, id, kind, engine or settings. `150-300`, `pre-vote`,
 * `simulation`, `pinned`; capitals, dashes and spaces make no difference.
 */
export function searchRuns(runs: readonly RunInfo[], query: string): RunInfo[] {
  const words = query
    .split(/\s+/)
    .map(plain)
    .filter((word) => word !== '');
  return runs.filter((run) => {
    const text = textOf(run);
    return words.every((word) => text.includes(word));
  });
}

function textOf({ runId, name, tags, note, pinned, imported, experiment }: RunInfo): string {
  // A switch that is off is not there; of the others the value alone can be found, or its name before it.
  const settings = settingsOf(experiment)
    .filter(({ value }) => value !== 'off' && value !== 'none')
    .map((setting) => (setting.value === 'on' ? setting.name : `${setting.name} ${setting.value}`));
  return [
    name,
    ...tags,
    note,
    runId,
    ...settings,
    `${experiment.cluster.nodes} nodes`,
    ...(pinned ? ['pinned'] : []),
    ...(imported === null ? [] : ['imported', imported.fileName]),
  ]
    .map(plain)
    .join('\n');
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-–_\s]/g, '');
}
