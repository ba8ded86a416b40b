import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Experiment } from '../../shared/experiment';
import type { TermRecord, TrialRecord } from '../../shared/trialRecord';
import type { RunDigest } from '../trial/digest';
import { formatTerms, TERMS_HEADER } from './termsCsv';
import { formatTrials, TRIALS_HEADER } from './trialsCsv';
import { keepDigest } from './digestFile';
import { beginRunFolder, cannotWrite, removeRunFolder, RUN_FILES } from './folder';
import { experimentFileOf, formatJson } from './runFiles';
import { writeWhole } from './wholeFile';

/** What the run's record says of the program that made it. */
export interface RecordedBy {
  /** Raft Lab's own. */
  readonly version: string;
}

/**
 * Keeps a run on disk while it goes on. Rows are handed to the system as trials finish, so a crash of the lab loses
 * at most the trial under way; those that come while one is being written go out together.
 */
export class RunRecorder {
  readonly runId: string;
  readonly folder: string;
  readonly #trials: FileHandle;
  readonly #terms: FileHandle;
  #waitingTrials: TrialRecord[] = [];
  #waitingTerms: TermRecord[] = [];
  /** The write that takes along what is waiting; null when nothing waits. */
  #nextWrite: Promise<void> | null = null;
  #lastWrite: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(runId: string, folder: string, trials: FileHandle, terms: FileHandle) {
    this.runId = runId;
    this.folder = folder;
    this.#trials = trials;
    this.#terms = terms;
  }

  /**
   * Makes the run's folder with experiment.json and the headers of its CSV files; all of it, or nothing.
   *
   * @throws LabError `io` when the folder cannot be written to
   */
  static async create(runsFolder: string, experiment: Experiment, by: RecordedBy): Promise<RunRecorder> {
    const startedAt = new Date();
    return await beginRunFolder(runsFolder, startedAt, experiment.name, async ({ runId, folder }) => {
      const file = experimentFileOf(runId, startedAt, experiment, by.version);
      await writeWhole(join(folder, RUN_FILES.experiment), formatJson(file));
      const trials = await createCsv(join(folder, RUN_FILES.trials), TRIALS_HEADER);
      try {
        const terms = await createCsv(join(folder, RUN_FILES.terms), TERMS_HEADER);
        return new RunRecorder(runId, folder, trials, terms);
      } catch (error) {
        await trials.close();
        throw error;
      }
    });
  }

  /**
   * Adds a finished trial. Resolves when the system has it.
   *
   * @throws LabError `io`, for instance when the disk is full
   */
  append(trial: TrialRecord, terms: readonly TermRecord[]): Promise<void> {
    this.#waitingTrials.push(trial);
    this.#waitingTerms.push(...terms);
    if (this.#nextWrite === null) {
      this.#nextWrite = this.#lastWrite.then(() => this.#write());
      this.#lastWrite = this.#nextWrite;
    }
    return this.#nextWrite;
  }

  /** Writes summary.json and closes the run. Safe to call when nothing was appended. */
  async finish(digest: RunDigest): Promise<void> {
    await this.close();
    const path = join(this.folder, RUN_FILES.summary);
    await keepDigest(this.folder, digest);
    await writeWhole(path, formatJson({ ...digest.summary, runFolder: this.folder }));
  }

  /** Writes what is waiting and closes the files; without a summary the run is still readable. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#lastWrite;
    } finally {
      await Promise.all([this.#trials.close(), this.#terms.close()]);
    }
  }

  /** Closes the run and removes it: what has come of it so far is of no use to anybody. */
  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await removeRunFolder(this.folder);
  }

  async #write(): Promise<void> {
    this.#nextWrite = null;
    const trials = this.#waitingTrials;
    const terms = this.#waitingTerms;
    this.#waitingTrials = [];
    this.#waitingTerms = [];
    try {
      // Terms first: where a trial's row stands, its terms stand too.
      if (terms.length > 0) await this.#terms.appendFile(formatTerms(terms));
      await this.#trials.appendFile(formatTrials(trials));
    } catch (error) {
      throw cannotWrite(this.folder, error);
    }
  }
}

async function createCsv(path: string, header: string): Promise<FileHandle> {
  await writeFile(path, header, { flag: 'wx' });
  return await open(path, 'a');
}
