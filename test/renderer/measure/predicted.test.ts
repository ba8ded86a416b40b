import { describe, expect, it } from 'vitest';
import type { RunAgreement } from '../../../src/shared/agreement';
import { experimentSchema } from '../../../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';
import type { Measurement } from '../../../src/renderer/measure/measurement';
import { predictedFor } from '../../../src/renderer/measure/predicted';
import { fakePrediction } from '../fakeLab';

const prediction = fakePrediction({ settings: DEFAULT_SETTINGS, elections: 5, seed: 1 }, true);
const inHand = { settings: DEFAULT_SETTINGS, prediction };
const run = { done: 3, experiment: experimentSchema.parse({}) } as Measurement;
const agreement = { predicted: { downtimesMs: [200], splitVoteRate: 0.1 } } as unknown as RunAgreement;

describe('the prediction under a measurement', () => {
  it('is that of the settings in hand before anything is measured, and until it is compared', () => {
    for (const measured of [null, run]) {
      const { downtimesMs, name } = predictedFor(measured, null, inHand);
      expect([downtimesMs, name]).toEqual([prediction.simulated!.downtimesMs, 'predicted']);
    }
  });

  it('is that of the run as it was, on its machine, once it is compared', () => {
    expect(predictedFor(run, agreement, inHand)).toEqual({
      downtimesMs: [200],
      splitShare: 0.1,
      name: 'predicted',
    });
  });

  it('follows the hand to other settings, and says that they are others', () => {
    const settings = { ...DEFAULT_SETTINGS, electionTimeoutMaxMs: 200 };
    const { downtimesMs, name } = predictedFor(run, agreement, { settings, prediction });
    expect([downtimesMs, name]).toEqual([prediction.simulated!.downtimesMs, 'predicted, new settings']);
  });

  it('is nothing where nothing is predicted', () => {
    expect(predictedFor(null, null, { settings: DEFAULT_SETTINGS, prediction: null })).toMatchObject({
      downtimesMs: [],
      splitShare: null,
    });
  });
});
