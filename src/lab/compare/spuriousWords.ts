import { count, duration } from '../../shared/format';
import type { SpuriousStatistics } from '../../shared/runStatistics';
import type { ComparedRun, Estimate } from '../../shared/runs/api';

/** How often elections began without need, in one sentence; none where a run was not watched for them. */
export function spuriousInWords(
  { value, low, high }: Estimate,
  { spurious: a }: Pick<ComparedRun, 'spurious'>,
  { spurious: b }: Pick<ComparedRun, 'spurious'>,
): string[] {
  if (a === null || b === null) return [];
  if (a.observedMs === 0 || b.observedMs === 0)
    return ['Spurious elections cannot be compared: nothing was watched.'];
  const counted = `${elections(a)} against ${elections(b)}`;
  if (a.elections + b.elections === 0) return [`Neither had a spurious election: ${counted}.`];
  const range = `95% ${between(low, high)}`;
  const differ = (low ?? 0) > 1 || (high ?? Infinity) < 1;
  if (!differ) return [`The rates of spurious elections cannot be told apart: ${counted} (ratio ${range}).`];
  const often = value === null ? 'more frequent' : `${times(value)} times as frequent`;
  return [`Spurious elections are ${often}: ${counted} (ratio ${range}).`];
}

/** "8 in 50.0 s". */
function elections({ elections, observedMs }: SpuriousStatistics): string {
  return `${count(elections)} in ${duration(observedMs)}`;
}

function between(low: number | null, high: number | null): string {
  if (high === null) return `at least ${times(low ?? 0)}`;
  return `${times(low ?? 0)} to ${times(high)}`;
}

function times(ratio: number): string {
  return String(Number(ratio.toPrecision(2)));
}
