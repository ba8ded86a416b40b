import { columnOf } from '../../shared/csv';
import { parseDistribution, type Distribution } from '../../shared/distribution';
import { LabError, messageOf } from '../../shared/errors';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import type { TrialRecord } from '../../shared/trialRecord';
import { issuesInWords } from '../../shared/issues';
import { nameSchema } from '../../shared/labels';
import type { ImportRequest } from '../../shared/runs/api';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { SummaryBuilder } from '../trial/summary';
import { writeAbout } from './about';
import { missingColumns, parseTrials } from './trialsCsv';
import { RunRecorder, type RecordedBy } from './recorder';

/** What every row of one run says alike. */
const SETTINGS = [
  'runId',
  'seed',
  'nodes',
  'electionTimeoutMinMs',
  'electionTimeoutMaxMs',
  'heartbeatMs',
  'latency',
  'loss',
  'preVote',
  'checkQuorum',
  'crashMode',
  'engine',
  'kind',
] as const satisfies readonly (keyof TrialRecord)[];

/**
 * Makes a run of a trials CSV that was exported earlier. Nothing is kept unless all of it can be read, and written. What
 * its rows do not tell of the settings is as usual, and the run is marked as imported.
 *
 * @returns the run's id
 * @throws LabError `bad-file` with line and column, `io`
 */
export async function importRun(
  runsFolder: string,
  { fileName, text }: ImportRequest,
  by: RecordedBy,
): Promise<string> {
  const trials = readTrials(text);
  const [first] = trials;
  if (first === undefined) throw new LabError('bad-file', 'The file has a header and no trials.');
  const recorder = await RunRecorder.create(runsFolder, experimentOf(first, trials.length, fileName), by);
  try {
    await keep(recorder, trials);
    await writeAbout(recorder.folder, { imported: { fileName: nameOf(fileName), runId: first.runId } });
  } catch (error) {
    await recorder.discard();
    throw error;
  }
  return recorder.runId;
}

async function keep(recorder: RunRecorder, trials: readonly TrialRecord[]): Promise<void> {
  const builder = new SummaryBuilder();
  for (const trial of trials) {
    builder.add(trial);
    // That it could not be written is told at the end.
    void recorder.append({ ...trial, runId: recorder.runId }, []).catch(() => undefined);
  }
  await recorder.finish(builder.digest(recorder.folder));
}

function readTrials(text: string): TrialRecord[] {
  const missing = missingColumns(text);
  if (missing.length > 0) {
    throw new LabError(
      'bad-file',
      `Line 1: there is no column ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}. Only a trials CSV of Raft Lab can be imported.`,
    );
  }
  // A spreadsheet may have left out the last line break; of a torn row the fields are too few.
  const trials = parseTrials(text.endsWith('\n') ? text : `${text}\n`);
  const seen = new Set<number>();
  for (const [i, trial] of trials.entries()) {
    const line = i + 2;
    if (seen.has(trial.trial)) {
      throw new LabError('bad-file', `Line ${line}, column trial: there is a trial ${trial.trial} above.`);
    }
    seen.add(trial.trial);
    const other = SETTINGS.find((field) => trial[field] !== trials[0]?.[field]);
    if (other !== undefined) {
      throw new LabError(
        'bad-file',
        `Line ${line}, column ${columnOf(other)}: ${JSON.stringify(trial[other])}, and ${JSON.stringify(trials[0]?.[other])} above. One file is one run.`,
      );
    }
  }
  return trials;
}

function experimentOf(first: TrialRecord, trials: number, fileName: string): Experiment {
  const parsed = experimentSchema.safeParse({
    kind: first.kind,
    name: nameOf(fileName),
    engine: first.engine,
    cluster: {
      ...DEFAULT_SETTINGS,
      nodes: first.nodes,
      electionTimeoutMinMs: first.electionTimeoutMinMs,
      electionTimeoutMaxMs: first.electionTimeoutMaxMs,
      heartbeatMs: first.heartbeatMs,
      latency: latencyOf(first.latency),
      loss: first.loss,
      preVote: first.preVote,
      checkQuorum: first.checkQuorum,
    },
    crash: first.crashMode,
    seed: first.seed,
    trials,
  });
  if (parsed.success) return parsed.data;
  throw new LabError('bad-file', `Line 2: ${issuesInWords(parsed.error)}.`);
}

/** Of many measured values a row tells only how many there are (`distributionLabel`). */
function latencyOf(text: string): Distribution {
  if (text.includes('empirical(')) {
    throw new LabError(
      'bad-file',
      `Line 2, column latency: ${text} stands for measured values that are not in this file. Copy the run's folder instead.`,
    );
  }
  try {
    return parseDistribution(text);
  } catch (error) {
    throw new LabError('bad-file', `Line 2, column latency: ${messageOf(error)}`, { cause: error });
  }
}

/** The file's name without its folder and ending, as the run's. */
function nameOf(fileName: string): string {
  const bare = fileName.replace(/^.*[\\/]/, '').replace(/(-trials)?\.csv$/i, '');
  return nameSchema.catch('imported').parse(bare.slice(0, 80));
}
