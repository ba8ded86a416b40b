import {
  FIGURE_16_ENOUGH_TRIALS,
  figure16Tolerance,
  THESIS_WAN_TOLERANCE,
  type Figure16Comparison,
  type Figure16Progress,
  type ThesisWanComparison,
} from '../../shared/reference';
import { lineName } from '../../shared/figure16';
import { count, plural, timeLeft } from '../format';

/** "+3.1%", "−0.4%". */
export function differenceInWords(ratio: number): string {
  return `${ratio < 0 ? '−' : '+'}${Math.abs(ratio * 100).toFixed(1)}%`;
}

export interface LineVerdict {
  readonly within: boolean | null;
  readonly words: string;
}

/** What is said of one line. */
export function figure16Verdict({
  line,
  medianDifference,
  distance,
  within,
}: Figure16Comparison): LineVerdict {
  const tolerance = figure16Tolerance(line);
  if (tolerance === null) return { within, words: 'not judged: luck alone' };
  if (within === true) return { within, words: 'reproduced' };
  const reasons = [
    Math.abs(medianDifference) > tolerance.median
      ? `median ${differenceInWords(medianDifference)}, ±${tolerance.median * 100}% allowed`
      : null,
    distance > tolerance.distance ? `gap ${distance.toFixed(2)}, ${tolerance.distance} allowed` : null,
  ];
  return { within, words: reasons.filter((reason) => reason !== null).join('; ') };
}

export function thesisWanVerdict({ meanDifference, within }: ThesisWanComparison): LineVerdict {
  return {
    within,
    words: within
      ? 'reproduced'
      : `mean ${differenceInWords(meanDifference)}, ±${THESIS_WAN_TOLERANCE * 100}% allowed`,
  };
}

/**
 * What is said of the whole figure.
 *
 * @param lines all of it; null where not yet simulated
 * @param trials asked for on each line
 */
export function overall(lines: readonly (LineVerdict | null)[], trials: number): LineVerdict {
  const judged = lines.filter((line) => line !== null);
  if (judged.length < lines.length)
    return { within: null, words: `${judged.length} of ${plural(lines.length, 'line')}` };
  const outside = judged.filter(({ within }) => within === false).length;
  const few = trials < FIGURE_16_ENOUGH_TRIALS ? `, but ${trials} trials a line are few` : '';
  return outside === 0
    ? { within: true, words: `Reproduced: every judged line within tolerance${few}` }
    : { within: false, words: `Not reproduced: ${plural(outside, 'line')} outside${few}` };
}

/** "150–155 ms, 340 of 1000; 12 contaminated; 18 min left". */
export function progressInWords(progress: Figure16Progress): string {
  const { line, done, total, contaminated, remainingMs } = progress;
  const left = timeLeft(remainingMs);
  return [
    `${lineName(line)}, ${count(done)} of ${count(total)}`,
    `${count(contaminated)} contaminated`,
    ...(left === '' ? [] : [`${left} left`]),
  ].join('; ');
}
