import { predictedSplitShare, type RunAgreement } from '../../shared/agreement';
import type { Prediction } from '../../shared/prediction';
import type { ClusterSettings } from '../../shared/settings';
import { sameSettings } from '../tuning/draft';
import type { Measurement } from './measurement';

/** What lies under a measurement in the charts. */
export interface Predicted {
  /** Ascending, ms. */
  readonly downtimesMs: readonly number[];
  /** 0 to 1; null when it is not known. */
  readonly splitShare: number | null;
  /** What to call it in a chart's key. */
  readonly name: string;
}

export const NOTHING_PREDICTED: Predicted = { downtimesMs: [], splitShare: null, name: '' };

/**
 * The prediction to draw: for the measured run as it was, when the settings in hand are its settings; otherwise for the
 * settings in hand, and the name says that they are others.
 *
 * @param agreement of the measured run, once it has been compared
 */
export function predictedFor(
  run: Measurement | null,
  agreement: RunAgreement | null,
  inHand: { readonly settings: ClusterSettings; readonly prediction: Prediction | null },
): Predicted {
  const measured = run !== null && run.done > 0 ? run.experiment.cluster : null;
  const { settings, prediction } = inHand;
  const asMeasured = measured === null || sameSettings(measured, settings);
  if (asMeasured && agreement !== null) {
    const { downtimesMs, splitVoteRate } = agreement.predicted;
    return { downtimesMs, splitShare: splitVoteRate, name: 'predicted' };
  }
  return {
    downtimesMs: prediction?.simulated?.downtimesMs ?? [],
    splitShare: predictedSplitShare(prediction),
    name: asMeasured ? 'predicted' : 'predicted, new settings',
  };
}
