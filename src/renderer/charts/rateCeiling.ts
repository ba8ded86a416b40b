import type { Proportion } from '../../shared/experiment';
import { niceStep } from '../measure/histogram';

/** The top of the split-vote axis: room for the newest interval and the prediction, on a round number. */
export function rateCeiling(newest: Proportion | null, predicted: number | null): number {
  const wanted = Math.max(newest?.high ?? 0, (predicted ?? 0) * 1.5, 0.01) * 1.15;
  return Math.min(1, niceStep(wanted / 4) * 4);
}
