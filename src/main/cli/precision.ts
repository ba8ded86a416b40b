import { LabError } from '../../shared/errors';
import {
  precisionSchema,
  PRECISE_QUANTILES,
  USUAL_FEWEST_TRIALS,
  type Precision,
} from '../../shared/precision';
import { readText, type Flags } from './flags';

/**
 * `--precision 0.01`: the split-vote rate; `--precision p50:5`: a quantile of downtime, in ms.
 *
 * @param mostTrials trials end there in any case
 * @throws LabError `bad-argument`
 */
export function readPrecision(flags: Flags, mostTrials: number): Precision | undefined {
  const text = readText(flags, 'precision');
  if (text === undefined) return undefined;
  const { downtime, halfWidth } = /^(?:(?<downtime>p\d+):)?(?<halfWidth>[\d.]+)$/.exec(text)?.groups ?? {};
  const minTrials = Math.min(USUAL_FEWEST_TRIALS, mostTrials);
  const parsed = precisionSchema.safeParse(
    downtime === undefined
      ? { halfWidth: Number(halfWidth), minTrials }
      : { downtime, halfWidthMs: Number(halfWidth), minTrials },
  );
  if (parsed.success) return parsed.data;
  throw new LabError(
    'bad-argument',
    `--precision takes half the width of the split-vote rate’s interval, 0.0001 to 0.5, or that of ${PRECISE_QUANTILES.join(' or ')} of downtime in ms, such as p50:5; "${text}" is neither.`,
  );
}
