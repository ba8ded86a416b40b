import type { z } from 'zod';

/** What a schema refused, in one line: `electionTimeoutMaxMs: the election timeout range runs …; nodes: …`. */
export function issuesInWords(error: z.ZodError): string {
  return error.issues.map(issueInWords).join('; ');
}

/** The same of the arguments of one call: people gave what is in them, not their places in the call. */
export function argumentIssuesInWords(error: z.ZodError): string {
  return error.issues.map((issue) => issueInWords({ ...issue, path: issue.path.slice(1) })).join('; ');
}

/** One thing that was refused, after its place in the data: `cluster.nodes: at most 25`. */
export function issueInWords(issue: z.core.$ZodIssue): string {
  const { path } = issue;
  const words = reasonOf(issue);
  return path.length === 0 ? words : `${path.map(String).join('.')}: ${words}`;
}

function reasonOf(issue: z.core.$ZodIssue): string {
  const { code, message } = issue;
  // Zod's own words for a bound; a schema that has words of its own keeps them.
  if (code === 'too_big' && message.startsWith('Too big:'))
    return `${issue.inclusive === false ? 'less than' : 'at most'} ${sizeInWords(issue.maximum, issue.origin)}`;
  if (code === 'too_small' && message.startsWith('Too small:'))
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${sizeInWords(issue.minimum, issue.origin)}`;
  // JSON and YAML have no `undefined`: what is not there is missing.
  if (code === 'invalid_type' && message.endsWith('received undefined'))
    return message.replace(/^Invalid input: (.*), received undefined$/, 'missing, $1');
  return message;
}

const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  set: ['item', 'items'],
};

function sizeInWords(size: number | bigint, origin: string): string {
  const [one, many] = COUNTED[origin] ?? [];
  const unit = Number(size) === 1 ? one : many;
  return unit === undefined ? String(size) : `${size} ${unit}`;
}
