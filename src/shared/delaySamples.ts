import { LONGEST_DELAY_MS, MOST_SAMPLES, type Distribution } from './distribution';
import { LabError } from './errors';

/**
 * A delay like those in a CSV file: one value a line, in its first column, ms; a first line that is no number is a
 * header. Of more than 2000 values evenly spaced ranks are kept, the least and the greatest among them.
 *
 * @throws LabError `bad-file` naming the line
 */
export function delayOfSamples(csv: string): Distribution {
  const cells = csv.split(/\r\n|\n|\r/).map((line) => (line.split(/[,;\t]/)[0] ?? '').trim());
  const isHeader = cells[0] !== undefined && Number.isNaN(Number(cells[0]));
  const samplesMs = cells.flatMap((cell, i) => {
    if (cell === '' || (i === 0 && isHeader)) return [];
    const value = Number(cell);
    if (value >= 0 && value <= LONGEST_DELAY_MS) return [value];
    throw new LabError(
      'bad-file',
      `Line ${i + 1} has "${cell.slice(0, 40)}" where a delay belongs: a number of ms from 0 to ${LONGEST_DELAY_MS}.`,
    );
  });
  if (samplesMs.length === 0) {
    throw new LabError(
      'bad-file',
      'The file has no delays: one a line is wanted, in ms, in the first column.',
    );
  }
  return {
    kind: 'empirical',
    samplesMs: spacedRanks(
      samplesMs.sort((a, b) => a - b),
      MOST_SAMPLES,
    ),
  };
}

/** At most so many of the ascending values, evenly spaced, the least and the greatest among them. */
export function spacedRanks(sorted: readonly number[], most: number): number[] {
  if (sorted.length <= most) return [...sorted];
  const step = (sorted.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => sorted[Math.round(i * step)] ?? 0);
}
