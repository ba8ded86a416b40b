import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { parseDistribution } from './distribution';
import { LabError, messageOf } from './errors';
import { experimentSchema, type Experiment } from './experiment';
import { issueInWords } from './issues';
import { DEFAULT_SETTINGS, usualHeartbeatMs } from './settings';
import { sweepSchema, type Sweep } from './sweep/sweep';

/** Experiments and sweeps as people write them in YAML or JSON; `name` stands before line and column in errors. */

/** @throws LabError `bad-file`: one line for each thing wrong, with its line and column and what is allowed */
export function parseExperiment(text: string, name: string): Experiment {
  return parseAs(experimentSchema, text, name, withDefaults);
}

/** A sweep; its `base` is as an experiment's file. @throws LabError `bad-file`, as `parseExperiment` */
export function parseSweep(text: string, name: string): Sweep {
  return parseAs(sweepSchema, text, name, (given) =>
    isRecord(given) ? { ...given, base: withDefaults(given['base']) } : given,
  );
}

export type Described =
  | { readonly type: 'experiment'; readonly experiment: Experiment }
  | { readonly type: 'sweep'; readonly sweep: Sweep };

/** Either of the two: a sweep is what has axes. @throws LabError `bad-file`, as `parseExperiment` */
export function parseEither(text: string, name: string): Described {
  const { given } = readDocument(text, name);
  return isRecord(given) && 'axes' in given
    ? { type: 'sweep', sweep: parseSweep(text, name) }
    : { type: 'experiment', experiment: parseExperiment(text, name) };
}

function parseAs<T>(
  schema: z.ZodType<T>,
  text: string,
  name: string,
  prepare: (given: unknown) => unknown,
): T {
  const { document, given, placeOf } = readDocument(text, name);
  const parsed = schema.safeParse(prepare(given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${placeOf(offsetOf(document, issue))}: ${issueInWords(issue)}`,
  );
  throw new LabError('bad-file', problems.join('\n'));
}

interface ReadDocument {
  readonly document: Document.Parsed;
  readonly given: unknown;
  /** `NAME:LINE:COLUMN` of an offset in the text. */
  readonly placeOf: (offset: number) => string;
}

/** @throws LabError `bad-file` for what is no YAML, or nothing */
function readDocument(text: string, name: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [syntaxError] = document.errors;
  if (syntaxError) {
    throw new LabError('bad-file', `${placeOf(syntaxError.pos[0])}: ${syntaxError.message}`);
  }
  const given = valueOf(document, name);
  // Likely a file that was not saved, or not fetched.
  if (given === null) {
    throw new LabError('bad-file', `${name} is empty: write what is not as usual, or {} where all is.`);
  }
  return { document, given, placeOf };
}

function valueOf(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases: one of an anchor that is not there, or so many that they would fill the memory.
    throw new LabError('bad-file', `${name}: ${messageOf(error)}`);
  }
}

const DELAYS: ReadonlySet<string> = new Set(['latency', 'ownLatency', 'reaction', 'persist', 'timerNoise']);

/** What people leave out of `cluster` is as usual, and a delay may be written in its short form. */
function withDefaults(given: unknown): unknown {
  if (given === null || given === undefined) return {};
  if (!isRecord(given)) return given;
  const { cluster, environment } = given;
  return {
    ...given,
    ...(isRecord(cluster) ? { cluster: wholeCluster(cluster) } : {}),
    ...(isRecord(environment) ? { environment: withDelays(environment) } : {}),
  };
}

function wholeCluster(given: Record<string, unknown>): Record<string, unknown> {
  const minMs = given['electionTimeoutMinMs'];
  return withDelays({
    ...DEFAULT_SETTINGS,
    ...(typeof minMs === 'number' && minMs > 0 ? { heartbeatMs: usualHeartbeatMs(minMs) } : {}),
    ...given,
  });
}

/** Reads the delays among a record's values, where they are in their short form. */
function withDelays(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).map(([key, value]) =>
    DELAYS.has(key) && (typeof value === 'string' || typeof value === 'number')
      ? [key, fromShortForm(String(value))]
      : [key, value],
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** What is not a delay stays as it was, for the schema to refuse with its place in the file. */
function fromShortForm(delay: string): unknown {
  try {
    return parseDistribution(delay);
  } catch {
    return delay;
  }
}

/** Where in the text the value is that the schema refused, or the nearest thing around it that is there. */
function offsetOf(document: Document.Parsed, issue: z.core.$ZodIssue): number {
  for (let depth = issue.path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(issue.path.slice(0, depth), true);
    if (depth === issue.path.length && issue.code === 'unrecognized_keys' && isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === issue.keys[0]);
      if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
