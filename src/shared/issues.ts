import type { z } from 'zod';

/** What a schema refused, in one line: `electionTimeoutMaxMs: the election timeout range runs …; nodes: …`. */
export function issuesInWords(error: z.ZodError): string {
  return error.issues.map(issueInWords).join('; ');
}

/** One thing that was refused, after its place in the data: `cluster.nodes: Too big: expected number to be <=25`. */
export function issueInWords({ path, code, message }: z.core.$ZodIssue): string {
  // JSON and YAML have no `undefined`: what is not there is missing.
  const isMissing = code === 'invalid_type' && message.endsWith('received undefined');
  const words = isMissing
    ? message.replace(/^Invalid input: (.*), received undefined$/, 'missing, $1')
    : message;
  return path.length === 0 ? words : `${path.map(String).join('.')}: ${words}`;
}
