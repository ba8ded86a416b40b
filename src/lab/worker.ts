import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { LabError } from '../shared/errors';
import { computeAdvice } from './advice/advise';
import { computePrediction } from './prediction';
import { simulateTrials } from './simulation/simulateTrials';
import { packTrials } from './trial/packing';
import type { WorkerCalls } from './workerThread';

/** The thread that simulates: answers the questions of a `WorkerThread`, one after another. */
const port = parentPort;
if (port === null) throw new Error('worker.js is started by the lab, as a worker thread.');

createBirpc<object, WorkerCalls>(
  {
    advise: (request, budget) => computeAdvice(request, budget),
    predict: (request, running, budgetMs) => computePrediction(request, running, budgetMs),
    simulate(simulation, from, to) {
      try {
        return { packed: packTrials([...simulateTrials(simulation, from, to)]) };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return { refused: { code: error.code, message: error.message } };
      }
    },
  },
  {
    post: (data) => {
      port.postMessage(data);
    },
    on: (listener) => port.on('message', listener),
  },
);
