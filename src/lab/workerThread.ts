import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc, type BirpcReturn } from 'birpc';
import type { Advice, AdviceRequest } from '../shared/advice';
import type { PredictRequest, Prediction } from '../shared/prediction';
import { LabError, type LabErrorCode } from '../shared/errors';
import type { VerifyBudget } from './advice/verify';
import type { RunningCluster } from './machineModel';
import type { Simulation } from './simulation/simulateTrials';
import { unpackTrials, type PackedTrials } from './trial/packing';
import type { FinishedTrial } from './trial/record';

/** What the thread (worker.ts) answers. */
export interface WorkerCalls {
  advise(request: AdviceRequest, budget: VerifyBudget): Advice;
  predict(request: PredictRequest, running: RunningCluster | null, budgetMs?: number): Prediction;
  simulate(simulation: Simulation, from: number, to: number): SimulateAnswer;
}

/** On its way between threads an error loses what makes it a LabError. */
type SimulateAnswer =
  | { readonly packed: PackedTrials }
  | { readonly refused: { readonly code: LabErrorCode; readonly message: string } };

interface Running {
  readonly worker: Worker;
  readonly calls: BirpcReturn<WorkerCalls>;
}

/**
 * Simulates in a thread of its own, so that the lab's timers, which matter, are not held up. The thread starts with the
 * first question and stays, warm, for the next; it keeps the process alive only while a question is open. One that
 * dies fails its questions and is replaced.
 */
export class WorkerThread {
  readonly #entry: string;
  #running: Running | null = null;
  #open = 0;

  /** @param entry the built worker.ts */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** See `computeAdvice`. */
  async advise(request: AdviceRequest, budget: VerifyBudget): Promise<Advice> {
    return await this.#ask((calls) => calls.advise(request, budget));
  }

  /** See `computePrediction`. Questions are answered in turn. */
  async predict(
    request: PredictRequest,
    running: RunningCluster | null,
    budgetMs?: number,
  ): Promise<Prediction> {
    return await this.#ask((calls) => calls.predict(request, running, budgetMs));
  }

  /**
   * See `simulateTrials`.
   * @throws LabError as there
   */
  async simulate(simulation: Simulation, from: number, to: number): Promise<readonly FinishedTrial[]> {
    const answer = await this.#ask((calls) => calls.simulate(simulation, from, to));
    if ('refused' in answer) throw new LabError(answer.refused.code, answer.refused.message);
    return unpackTrials(answer.packed);
  }

  /** Ends the thread; its open questions fail. */
  async close(): Promise<void> {
    await this.#running?.worker.terminate();
  }

  async #ask<T>(question: (calls: BirpcReturn<WorkerCalls>) => Promise<T>): Promise<T> {
    const { worker, calls } = (this.#running ??= this.#start());
    this.#open += 1;
    worker.ref();
    try {
      return await question(calls);
    } finally {
      this.#open -= 1;
      if (this.#open === 0) worker.unref();
    }
  }

  #start(): Running {
    const worker = new Worker(this.#entry);
    const calls = createBirpc<WorkerCalls>(
      {},
      {
        post: (data) => {
          worker.postMessage(data);
        },
        on: (listener) => worker.on('message', listener),
        timeout: -1,
      },
    );
    let cause: Error | undefined;
    worker.on('error', (error) => {
      cause = error instanceof Error ? error : new Error(String(error));
    });
    worker.once('exit', () => {
      this.#running = null;
      calls.$close(cause ?? new Error('the thread was ended'));
    });
    return { worker, calls };
  }
}

/**
 * The built worker.ts, where the lab is built; null where it runs from source. The bundler puts this module into an
 * entry, or into a chunk one folder below.
 */
export function builtWorkerEntry(): string | null {
  const places = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'worker.js'));
  return places.find((path) => existsSync(path)) ?? null;
}
