import type { PredictRequest, Prediction } from '../shared/prediction';
import type { RunningCluster } from './machineModel';
import { computePrediction } from './prediction';
import { builtWorkerEntry, WorkerThread } from './workerThread';

const entry = builtWorkerEntry();
const thread = entry === null ? null : new WorkerThread(entry);

/**
 * What to expect of leader crashes under these settings: in a thread where the lab is built, at once where it runs
 * from source.
 *
 * @param running the running cluster, for its machine's own delays; null for none
 * @param budgetMs see `computePrediction`
 */
export async function predict(
  request: PredictRequest,
  running: RunningCluster | null,
  budgetMs?: number,
): Promise<Prediction> {
  return thread === null
    ? computePrediction(request, running, budgetMs)
    : thread.predict(request, running, budgetMs);
}
