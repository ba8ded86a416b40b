import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { PredictRequest, Prediction } from '../shared/contract';
import { computePrediction, type RunningCluster } from './prediction';

/** What the thread (predictor.ts) answers. */
export interface PredictorCalls {
  compute(request: PredictRequest, running: RunningCluster | null): Prediction;
}

/** A question to the thread, and its answer. */
type Ask = (request: PredictRequest, running: RunningCluster | null) => Promise<Prediction>;

/**
 * Predicts in a thread of its own, so that the lab's timers, which matter, are not held up. The thread starts with the
 * first question and stays, warm, for the next; it keeps the process alive only while a question is open. One that
 * dies fails its questions and is replaced.
 */
export class Predictor {
  readonly #entry: string;
  #thread: { readonly worker: Worker; readonly ask: Ask } | null = null;
  #open = 0;

  /** @param entry the built predictor.ts */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** See `computePrediction`. Questions are answered in turn. */
  async predict(request: PredictRequest, running: RunningCluster | null): Promise<Prediction> {
    const { worker, ask } = (this.#thread ??= this.#start());
    this.#open += 1;
    worker.ref();
    try {
      return await ask(request, running);
    } finally {
      this.#open -= 1;
      if (this.#open === 0) worker.unref();
    }
  }

  #start(): { readonly worker: Worker; readonly ask: Ask } {
    const worker = new Worker(this.#entry);
    const rpc = createBirpc<PredictorCalls>(
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
      this.#thread = null;
      rpc.$close(cause ?? new Error('the prediction was interrupted'));
    });
    return { worker, ask: (request, running) => rpc.compute(request, running) };
  }

  /** Ends the thread; its open questions fail. */
  async close(): Promise<void> {
    await this.#thread?.worker.terminate();
  }
}

const builtEntry = findBuiltEntry();
const shared = builtEntry === null ? null : new Predictor(builtEntry);

/**
 * What to expect of leader crashes under these settings: in a thread where the lab is built, at once where it runs
 * from source.
 *
 * @param running the running cluster, for its machine's own delays; null for none
 */
export async function predict(request: PredictRequest, running: RunningCluster | null): Promise<Prediction> {
  return shared === null ? computePrediction(request, running) : shared.predict(request, running);
}

/** The bundler puts this module into an entry, or into a chunk one folder below. */
function findBuiltEntry(): string | null {
  const places = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'predictor.js'));
  return places.find((path) => existsSync(path)) ?? null;
}
