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
  if (!message.startsWith('Invalid ') && code !== 'unrecognized_keys') return message;
  if (code === 'unrecognized_keys') return `there is no ${oneOf(issue.keys.map(quoted))} here`;
  const taken = takenBy(issue);
  if (taken === null) return message;
  // JSON and YAML have no `undefined`: what is not there is missing.
  return message.endsWith('received undefined') ? `missing, takes ${taken}` : `takes ${taken}`;
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields',
  null: 'null',
};

/** What a schema takes where it refused a value; null where that is not a matter of kind. */
function takenBy(issue: z.core.$ZodIssue): string | null {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? null;
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  if (issue.code !== 'invalid_union') return null;
  const each = issue.errors.map(([first]) => (first?.path.length === 0 ? takenBy(first) : null));
  return each.length === 0 || each.includes(null) ? null : [...new Set(each)].join(' or ');
}

const quoted = (word: string): string => `"${word}"`;

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
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
