import { isDeepStrictEqual } from 'node:util';
import { USUAL_CONDITIONS } from '../../shared/conditions';
import { LabError } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';

/** @throws LabError `unsupported` for an experiment that is not a leader crash under the usual conditions */
export function requireLeaderCrash({ kind, conditions }: Experiment): void {
  if (kind !== 'leader-crash') {
    throw new LabError(
      'unsupported',
      `Experiments of kind ${kind} cannot be run here yet: use leader-crash.`,
    );
  }
  if (!isDeepStrictEqual(conditions, USUAL_CONDITIONS)) {
    throw new LabError(
      'unsupported',
      'Leader crashes are run under the usual conditions here: leave `conditions` out.',
    );
  }
}
