import { LabError } from '../../shared/errors';

/**
 * Did an experiment end because of its own settings, with which no leader lasts, or none comes? Others can be run all
 * the same.
 */
export function isOwnFault(error: unknown): error is LabError {
  return error instanceof LabError && (error.code === 'not-leader' || error.code === 'node-failed');
}
