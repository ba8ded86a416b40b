import { requireEnoughNodes } from '../../lab/experiment/enoughNodes';
import { computePrediction } from '../../lab/prediction';
import { remarksOn } from '../../shared/warnings';
import { note, print } from './context';
import { readInteger, readSwitch, type Flags } from './flags';
import { predictionAsJson, predictionAsText } from './predictionReport';
import { clusterFromFlags, readSeed } from './settings';

const MOST_ELECTIONS = 100_000;

/** `predict`: what to expect of a cluster's leader crashes, without starting it. */
export function predict(flags: Flags): number {
  const request = {
    settings: clusterFromFlags(flags),
    elections: readInteger(flags, 'trials', { min: 0, max: MOST_ELECTIONS }) ?? 20_000,
    seed: readSeed(flags) ?? 1,
  };
  const asJson = readSwitch(flags, 'json');
  const { nodes } = request.settings;
  requireEnoughNodes('leader-crash', nodes, nodes);
  for (const { level, text } of remarksOn(request.settings)) if (level === 'warning') note(text);
  // Nobody's hand is on a slider: all elections, however long they take.
  const prediction = computePrediction(request, null, Infinity);
  print(asJson ? predictionAsJson(prediction, request) : predictionAsText(prediction, request));
  return 0;
}
