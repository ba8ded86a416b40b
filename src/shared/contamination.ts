import { medianOf } from './delayTail';
import type { ClusterSettings } from './settings';

/** A timer may be this late without harm, whatever the network (ms). */
const HARMLESS_LATENESS_MS = 0.25;

/**
 * How late a timer may fire in a clean trial, ms: the smaller of the median one-way latency and a twentieth of the
 * range's width, but at least 0.25 ms. Later ones could make, or hide, a split vote.
 */
export function contaminationThresholdMs(
  settings: Pick<ClusterSettings, 'latency' | 'electionTimeoutMinMs' | 'electionTimeoutMaxMs'>,
): number {
  const width = settings.electionTimeoutMaxMs - settings.electionTimeoutMinMs;
  return Math.max(HARMLESS_LATENESS_MS, Math.min(medianOf(settings.latency), width / 20));
}
