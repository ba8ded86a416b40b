import type { z } from 'zod';

/** What a schema refused, in one line: `electionTimeoutMaxMs: the election timeout range runs …; nodes: …`. */
export function issuesInWords(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ');
}
