import { appendFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../shared/errors';
import type { RunSummary } from '../../shared/runStatistics';
import type { TrialRecord } from '../../shared/trialRecord';
import { formatTerms, TERMS_HEADER } from '../runs/termsCsv';
import { formatTrials, parseTrials, TRIALS_HEADER } from '../runs/trialsCsv';
import { cannotWrite, isSystemError, RUN_FILES } from '../runs/folder';
import { formatJson, type ExperimentFile } from '../runs/runFiles';
import { cutTraces } from '../runs/traces';
import { writeWhole } from '../runs/wholeFile';
import type { FinishedTrial } from '../trial/record';

/**
 * One cell on disk: a run's folder, made with its first trials. A sweep has hundreds, so no file stays open; and
 * summary.json is there only as long as it is about all the trials that are.
 */
export class CellFolder {
  readonly path: string;
  readonly #file: ExperimentFile;
  #ready = false;
  #last: Promise<void> = Promise.resolve();

  /** @param cellsFolder where the cells of its sweep are, each in a folder called by its run id */
  constructor(cellsFolder: string, file: ExperimentFile) {
    this.path = join(cellsFolder, file.runId);
    this.#file = file;
  }

  /**
   * Resolves when the system has the trials. What is appended later comes later in the files.
   *
   * @throws LabError `io`, for instance when the disk is full
   */
  append(finished: readonly FinishedTrial[]): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#ready) await this.#prepare();
      const terms = finished.flatMap((each) => each.terms);
      // Terms first: where a trial's row stands, its terms stand too.
      if (terms.length > 0) await appendFile(this.#of('terms'), formatTerms(terms));
      await appendFile(this.#of('trials'), formatTrials(finished.map(({ trial }) => trial)));
    });
  }

  /** @throws LabError `io` */
  writeSummary(summary: RunSummary): Promise<void> {
    return this.#inTurn(async () => {
      await writeWhole(this.#of('summary'), formatJson({ ...summary, runFolder: this.path }));
      this.#ready = false;
    });
  }

  /**
   * The trials that are there, after a stop or a crash of any kind. What was only half written is cut off, and the
   * files can be appended to.
   *
   * @throws LabError `bad-file` when they are not a cell's trials, from 0 on without a gap
   */
  async recover(): Promise<TrialRecord[]> {
    const text = await this.#text('trials');
    const trials = text === null ? [] : parseTrials(text);
    if (trials.some(({ trial }, i) => trial !== i)) {
      throw new LabError('bad-file', `${this.#of('trials')} has a gap: its trials count from 0, one a line.`);
    }
    await cutTraces(this.path, trials.length);
    if (text === null) return [];
    await this.#cut('trials', text.slice(0, text.lastIndexOf('\n') + 1), TRIALS_HEADER);
    const terms = (await this.#text('terms')) ?? '';
    await this.#cut('terms', termsBefore(trials.length, terms), TERMS_HEADER);

    return trials;
  }

  #of(file: keyof typeof RUN_FILES): string {
    return join(this.path, RUN_FILES[file]);
  }

  /** Null where there is none. */
  async #text(file: 'trials' | 'terms'): Promise<string | null> {
    return readFile(this.#of(file), 'utf8').catch((error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return null;
      throw error;
    });
  }

  /** Leaves of a file what is `kept`, or its header where that is not whole. */
  async #cut(file: 'trials' | 'terms', kept: string, header: string): Promise<void> {
    if (kept === '') await writeFile(this.#of(file), header);
    else await truncate(this.#of(file), Buffer.byteLength(kept));
  }

  async #prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await rm(this.#of('summary'), { force: true });
    await this.#createFresh('terms', TERMS_HEADER);
    await this.#createFresh('trials', TRIALS_HEADER);
    await writeWhole(this.#of('experiment'), formatJson(this.#file));
    this.#ready = true;
  }

  async #createFresh(file: 'trials' | 'terms', header: string): Promise<void> {
    await writeFile(this.#of(file), header, { flag: 'wx' }).catch((error: unknown) => {
      if (!isSystemError(error, 'EEXIST')) throw error;
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work).catch((error: unknown) => {
      throw error instanceof LabError ? error : cannotWrite(this.path, error);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** The lines of terms.csv that belong to trials below `trial`. Their second column is the trial; no field has a line break. */
function termsBefore(trial: number, text: string): string {
  let end = text.indexOf('\n') + 1;
  while (end > 0 && end < text.length) {
    const next = text.indexOf('\n', end) + 1;
    if (next === 0 || Number(text.slice(end, next).split(',')[1]) >= trial) break;
    end = next;
  }
  return text.slice(0, end);
}
