/** What can go wrong in ways that a person can do something about. Stable: scripts may match on it. */
export type LabErrorCode =
  | 'bad-argument'
  | 'bad-file'
  | 'not-running'
  | 'not-leader'
  | 'busy'
  | 'unsupported'
  | 'node-failed'
  | 'log-corrupt'
  | 'no-such-run'
  | 'io';

/** An error for people: says what was wrong, what is allowed and what to do. */
export class LabError extends Error {
  override readonly name = 'LabError';

  constructor(
    readonly code: LabErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For the `default` of a switch that must be exhaustive. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
