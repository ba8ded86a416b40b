import { percent } from './format';
import type { Precision } from './precision';

/** "± 1.0%", "± 5 ms". */
export function halfWidthInWords(precision: Precision): string {
  return 'halfWidth' in precision ? `± ${percent(precision.halfWidth)}` : `± ${precision.halfWidthMs} ms`;
}

/** "± 1.0% of its split-vote rate", "± 5 ms of its median downtime". */
export function precisionInWords(precision: Precision): string {
  const of =
    'halfWidth' in precision
      ? 'split-vote rate'
      : `${precision.downtime === 'p50' ? 'median' : 'p99'} downtime`;
  return `${halfWidthInWords(precision)} of its ${of}`;
}

/** As `--precision` takes it: `0.01`, `p50:5`. */
export function precisionWord(precision: Precision): string {
  return 'halfWidth' in precision
    ? String(precision.halfWidth)
    : `${precision.downtime}:${precision.halfWidthMs}`;
}
