import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { PredictorCalls } from './predict';
import { computePrediction } from './prediction';

/** The thread that predicts: answers the questions of `Predictor`, one after another. */
const port = parentPort;
if (port === null) throw new Error('predictor.js is started by the lab, as a worker thread.');

createBirpc<object, PredictorCalls>(
  { compute: (request, running) => computePrediction(request, running) },
  {
    post: (data) => {
      port.postMessage(data);
    },
    on: (listener) => port.on('message', listener),
  },
);
