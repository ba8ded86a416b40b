import type { Advice, AdviceRequest } from '../../shared/advice';
import { LabError } from '../../shared/errors';
import { builtWorkerEntry, WorkerThread } from '../workerThread';
import { computeAdvice } from './advise';
import type { VerifyBudget } from './verify';

/** A person waits: the check of the recommendation ends after this, with what it has. */
const WHILE_SOMEBODY_WAITS: VerifyBudget = { elections: 10_000, budgetMs: 2000 };

/** Answers one question at a time, in a thread of its own; a newer one ends the older. */
export class Advisor {
  readonly #entry: string | null;
  #asked: WorkerThread | null = null;

  /** @param entry the built worker.ts; null: everything is computed here */
  constructor(entry: string | null = builtWorkerEntry()) {
    this.#entry = entry;
  }

  /** @throws LabError `busy` when it is stopped or a newer question takes its place */
  async advise(request: AdviceRequest): Promise<Advice> {
    if (this.#entry === null) return computeAdvice(request, WHILE_SOMEBODY_WAITS);
    const thread = new WorkerThread(this.#entry);
    const older = this.#asked;
    this.#asked = thread;
    await older?.close();
    // A still newer question may have come meanwhile: this one's thread has not even started.
    if (this.#asked !== thread) throw calledOff();
    try {
      return await thread.advise(request, WHILE_SOMEBODY_WAITS);
    } catch (error) {
      if (this.#asked === thread) throw error;
      throw calledOff(error);
    } finally {
      if (this.#asked === thread) await this.stop();
    }
  }

  async stop(): Promise<void> {
    const thread = this.#asked;
    this.#asked = null;
    await thread?.close();
  }
}

function calledOff(cause?: unknown): LabError {
  return new LabError('busy', 'The advice was called off.', { cause });
}
