import { percent } from './format';
import type { Precision } from './precision';

/** "± 1.0% of its split-vote rate", "± 5 ms of its median downtime". */
export function precisionInWords(precision: Precision): string {
  return 'halfWidth' in precision
    ? `± ${percent(precision.halfWidth)} of its split-vote rate`
    : `± ${precision.halfWidthMs} ms of its ${precision.downtime === 'p50' ? 'median' : 'p99'} downtime`;
}

/** As `--precision` takes it: `0.01`, `p50:5`. */
export function precisionWord(precision: Precision): string {
  return 'halfWidth' in precision
    ? String(precision.halfWidth)
    : `${precision.downtime}:${precision.halfWidthMs}`;
}
