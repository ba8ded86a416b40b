import { basename } from 'node:path';
import { LabError } from '../../shared/errors';
import { issuesInWords } from '../../shared/issues';
import { comparisonRequestSchema, type ComparisonRequest } from '../../shared/runs/api';
import { readSwitch, readText, type Flags } from './flags';

/**
 * Which runs are compared, and how. The baseline is named as runs are, by id or folder; absent, it is the first.
 *
 * @throws LabError `bad-argument`
 */
export function comparisonFromFlags(runIds: readonly string[], flags: Flags): ComparisonRequest {
  const baseline = readText(flags, 'baseline');
  requireSeveral(runIds);
  const request = comparisonRequestSchema.safeParse({
    runIds,
    baseline: baseline === undefined ? runIds[0] : basename(baseline),
    trials: readSwitch(flags, 'clean') ? 'clean' : 'all',
  });
  if (!request.success) throw new LabError('bad-argument', `${issuesInWords(request.error)}.`);
  return request.data;
}

/** @throws LabError `bad-argument` */
export function requireSeveral(runs: readonly string[]): void {
  if (runs.length >= 2) return;
  throw new LabError('bad-argument', 'Say of which runs: a comparison takes two or more, by folder or id.');
}
