import type { RunSummary } from '../../shared/runStatistics';
import { readTrials } from './readTrials';
import type { ExperimentFile } from './runFiles';

/**
 * The text of a run in one JSON file, experiment.json and besides it the summary (null before the first trial) and all
 * trials; a piece at a time: a million trials are never held at once.
 *
 * @param trialsPath its trials.csv
 * @throws LabError `bad-file` when that cannot be read
 */
export async function* runAsJson(
  file: ExperimentFile,
  summary: RunSummary | null,
  trialsPath: string,
): AsyncGenerator<string> {
  // Where it lies on this disk is nobody's business elsewhere.
  const head = JSON.stringify({ ...file, summary: summary && { ...summary, runFolder: null } }, null, 2);
  yield `${head.slice(0, head.lastIndexOf('\n'))},\n  "trials": [`;
  let separator = '\n    ';
  for await (const trials of readTrials(trialsPath)) {
    yield trials.map((trial) => separatorThen(JSON.stringify(trial))).join('');
  }
  yield '\n  ]\n}\n';

  function separatorThen(text: string): string {
    const joined = separator + text;
    separator = ',\n    ';
    return joined;
  }
}
