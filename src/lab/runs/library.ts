import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { RunData, RunInfo } from '../../shared/runs/run';
import type { Experiment } from '../../shared/experiment';
import { KIND_TRAITS, titleOfRun } from '../../shared/experimentKinds';
import { LabError } from '../../shared/errors';
import { wilson } from '../../shared/proportion';
import type { RunSummary } from '../../shared/runStatistics';
import type { TrialRecord } from '../../shared/trialRecord';
import type { Relabel } from '../../shared/runs/api';
import { spreadOf } from '../../shared/spread';
import { readAbout, writeAbout } from './about';
import { digestOfRun } from './digestFile';
import { fewAtOnce } from './fewAtOnce';
import { isSystemError, noSuchRun, RUN_FILES, runFolderOf } from './folder';
import { readTrials } from './readTrials';
import { experimentFileSchema, runSummarySchema, type ExperimentFile } from './runFiles';

/** All runs in the folder, the newest first. What is not a run is passed over; no folder means no runs. */
export async function listRuns(runsFolder: string): Promise<RunInfo[]> {
  const names = await readdir(runsFolder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw cannotRead(runsFolder, error);
  });
  const runs = await fewAtOnce(names, (name) => infoOrNull(runsFolder, name));
  return runs
    .filter((run) => run !== null)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt) || b.runId.localeCompare(a.runId));
}

async function infoOrNull(runsFolder: string, name: string): Promise<RunInfo | null> {
  try {
    const folder = runFolderOf(runsFolder, name);
    const file = await readJson(join(folder, RUN_FILES.experiment), experimentFileSchema);
    return await infoOf(folder, name, file, await storedSummary(folder, file.experiment));
  } catch (error) {
    if (error instanceof LabError || isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR'))
      return null;
    throw error;
  }
}

/**
 * One run as a screen shows it. All of it comes from its trials, so a run that never finished can be shown too.
 *
 * @param onRead as in `digestOfRun`
 * @throws LabError `no-such-run`, or `bad-file` when its files cannot be read
 */
export async function loadRun(
  runsFolder: string,
  runId: string,
  onRead?: (share: number) => void,
): Promise<RunData> {
  const { folder, file } = await openRun(runsFolder, runId);
  const { summary: counted, downtimesMs, rates, trials } = await digestOfRun(folder, onRead);
  // The machine's delays are in no trial.
  const machine = (await storedSummary(folder, file.experiment))?.machine;
  const summary = machine === undefined ? counted : { ...counted, machine };
  return {
    ...(await infoOf(folder, runId, file, summary)),
    summary,
    spread: spreadOf(downtimesMs, summary.trials),
    rates,
    trials,
  };
}

/**
 * Every trial of a run.
 *
 * @throws LabError as `loadRun`
 */
export async function loadTrials(runsFolder: string, runId: string): Promise<TrialRecord[]> {
  const { folder } = await openRun(runsFolder, runId);
  const trials: TrialRecord[] = [];
  for await (const some of readTrials(join(folder, RUN_FILES.trials))) trials.push(...some);
  return trials;
}

/** A run as a screen shows it, with all of its trials. */
export type WholeRun = Omit<RunData, 'trials'> & { readonly trials: readonly TrialRecord[] };

/** @throws LabError as `loadRun` */
export async function loadWholeRun(runsFolder: string, runId: string): Promise<WholeRun> {
  return { ...(await loadRun(runsFolder, runId)), trials: await loadTrials(runsFolder, runId) };
}

/**
 * What was run, and where it is kept.
 *
 * @throws LabError as `loadRun`
 */
export async function openRun(
  runsFolder: string,
  runId: string,
): Promise<{ readonly folder: string; readonly file: ExperimentFile }> {
  const folder = runFolderOf(runsFolder, runId);
  try {
    return { folder, file: await readJson(join(folder, RUN_FILES.experiment), experimentFileSchema) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) throw noSuchRun(runsFolder, runId);
    throw error;
  }
}

/**
 * One run as the list has it.
 *
 * @throws LabError as `loadRun`
 */
export async function runInfo(runsFolder: string, runId: string): Promise<RunInfo> {
  const { folder, file } = await openRun(runsFolder, runId);
  return infoOf(folder, runId, file, await storedSummary(folder, file.experiment));
}

/**
 * Changes what people say of a run.
 *
 * @throws LabError `no-such-run`, `io`
 */
export async function relabelRun(runsFolder: string, { runId, ...labels }: Relabel): Promise<RunInfo> {
  const { folder } = await openRun(runsFolder, runId);
  await writeAbout(folder, labels);
  return runInfo(runsFolder, runId);
}

async function infoOf(
  folder: string,
  runId: string,
  file: ExperimentFile,
  summary: RunSummary | null,
): Promise<RunInfo> {
  const { startedAt, experiment } = file;
  const begunAs = titleOfRun(file.name, experiment.kind);
  const { name = begunAs, tags, note, pinned, imported } = await readAbout(folder);
  return { runId, name, startedAt, experiment, summary, tags, note, pinned, imported };
}

/** Of trials that need no election; what was written by earlier versions counted them all the same. */
const NO_SPLIT_RATES = { splitVoteRate: wilson(0, 0), firstTermSplitRate: wilson(0, 0) };

/** Null for a run that has not finished. The folder may have moved since it was written. */
export async function storedSummary(
  folder: string,
  { kind }: Pick<Experiment, 'kind'>,
): Promise<RunSummary | null> {
  try {
    const summary = await readJson(join(folder, RUN_FILES.summary), runSummarySchema);
    if (KIND_TRAITS[kind].elects) return { ...summary, runFolder: folder };
    const cleanOnly = { ...summary.cleanOnly, ...NO_SPLIT_RATES };
    return { ...summary, ...NO_SPLIT_RATES, cleanOnly, runFolder: folder };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new LabError('bad-file', `${path} is damaged or of another version of Raft Lab.`, { cause: error });
  }
}

function cannotRead(path: string, cause: unknown): LabError {
  return new LabError('io', `Cannot read ${path}. Choose a folder that can be read.`, { cause });
}
