import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument, isMap, isNode, isScalar, type Document } from 'yaml';
import type { z } from 'zod';
import { parseDistribution } from '../../shared/distribution';
import { LabError, messageOf } from '../../shared/errors';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { sweepSchema, type Sweep } from '../../shared/sweep/sweep';
import { defaultHeartbeatMs } from './settings';

/**
 * Reads an experiment from a YAML or JSON file.
 * @throws LabError `bad-file`: one line for each thing wrong, with its line and column in the file and what is allowed.
 */
export async function readExperimentFile(path: string): Promise<Experiment> {
  return parseExperiment(await readText(path), path);
}

/** As `readExperimentFile`, of a text; `name` stands before line and column in errors. */
export function parseExperiment(text: string, name: string): Experiment {
  return parseAs(experimentSchema, text, name, withDefaults);
}

/**
 * Reads a sweep from a YAML or JSON file; its `base` is as an experiment's file.
 * @throws LabError `bad-file`, as `readExperimentFile`
 */
export async function readSweepDescription(path: string): Promise<Sweep> {
  return parseAs(sweepSchema, await readText(path), path, (given) =>
    isRecord(given) ? { ...given, base: withDefaults(given['base']) } : given,
  );
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new LabError('bad-file', `The file cannot be read: ${messageOf(error)}.`, { cause: error });
  });
}

function parseAs<T>(
  schema: z.ZodType<T>,
  text: string,
  name: string,
  prepare: (given: unknown) => unknown,
): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [syntaxError] = document.errors;
  if (syntaxError) {
    throw new LabError('bad-file', `${placeOf(syntaxError.pos[0])}: ${syntaxError.message}`);
  }
  const given: unknown = document.toJS();
  const parsed = schema.safeParse(prepare(given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const where = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
    return `${placeOf(offsetOf(document, issue))}: ${where}${issue.message}`;
  });
  throw new LabError('bad-file', problems.join('\n'));
}

const DELAYS: ReadonlySet<string> = new Set(['latency', 'ownLatency', 'persist', 'timerNoise']);

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
    ...(typeof minMs === 'number' && minMs > 0 ? { heartbeatMs: defaultHeartbeatMs(minMs) } : {}),
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
