import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { LabError, messageOf } from '../../shared/errors';
import {
  failedTermClassSchema,
  trialRecordSchema,
  type TermRecord,
  type TrialRecord,
} from '../../shared/trialRecord';

/**
 * trials.csv and terms.csv: RFC 4180 with one header line, units in the names, an empty field for what does not
 * apply, and times to the microsecond. They open in a spreadsheet and in pandas without help.
 */

/** A text field that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
const STRINGIFY = { record_delimiter: 'windows', escape_formulas: true } as const;
const FORMULA_ESCAPE = /^'(?=[=+\-@\t\r])/;

const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'runId',
  'latency',
  'crashMode',
  'outcome',
  'engine',
  'kind',
]);
type TrialField = keyof TrialRecord;
const TRIAL_FIELDS = trialRecordSchema.keyof().options.map((field) => ({
  field,
  column: columnOf(field),
  isText: TEXT_FIELDS.has(field),
  isTime: field.endsWith('Ms'),
}));

type TimeField = Extract<keyof TrialRecord, `${string}Ms`>;
const TIME_FIELDS = TRIAL_FIELDS.map(({ field }) => field).filter((field): field is TimeField =>
  field.endsWith('Ms'),
);

/** The trial as readers of trials.csv will have it: its times to the microsecond. */
export function asWritten(trial: TrialRecord): TrialRecord {
  const written = { ...trial };
  for (const field of TIME_FIELDS) {
    const ms = written[field];
    if (ms !== null) written[field] = toMicroseconds(ms);
  }
  return written;
}

/** Rows of plain values as all our CSV files are written. */
export function formatRows(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows], STRINGIFY);
}

/** What needs no quotes and no apostrophe. */
const BARE = /^(?:[A-Za-z0-9][\w .:>-]*)?$/;

/** As `formatRows`, of fields that are text already; those that are plain, as nearly all are, cost little. */
function formatFields(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => (row.every((field) => BARE.test(field)) ? `${row.join(',')}\r\n` : formatRows([row])))
    .join('');
}

/** `electionTimeoutMinMs` → `election_timeout_min_ms`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export const TRIALS_HEADER = formatRows([TRIAL_FIELDS.map(({ column }) => column)]);

export function formatTrials(trials: readonly TrialRecord[]): string {
  const rows = trials.map((trial) => TRIAL_FIELDS.map(({ field, isTime }) => cell(trial[field], isTime)));
  return formatFields(rows);
}

function cell(value: string | number | boolean | null, isTime: boolean): string {
  if (value === null) return '';
  if (typeof value !== 'number') return String(value);
  return String(isTime ? toMicroseconds(value) : value);
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/**
 * Reads trials.csv. Columns are found by their names; further ones are ignored. A last line without its line break is
 * what a crash left of a row under way, and is dropped.
 *
 * @throws LabError `bad-file` with the line and the column that cannot be read
 */
export function parseTrials(text: string): TrialRecord[] {
  const reader = new TrialReader();
  return reader.read(text.slice(0, text.lastIndexOf('\n') + 1));
}

/** The columns without which a file is no trials CSV, as far as its header lacks them. */
export function missingColumns(text: string): string[] {
  const end = text.indexOf('\n');
  const [header = []] = splitRows(end === -1 ? text : text.slice(0, end));
  const lacks = trialRecordSchema.safeParse({}).error?.issues ?? [];
  return lacks.map(({ path }) => columnOf(String(path[0]))).filter((column) => !header.includes(column));
}

interface Place {
  readonly field: TrialField;
  readonly isText: boolean;
  /** Which field of a row, from 0. */
  readonly at: number;
}

/** Reads the lines of one trials.csv as they come, the header first. */
export class TrialReader {
  #places: readonly Place[] | null = null;
  #columns = 0;
  /** Of the line that is read next, from 1. */
  #line = 1;

  /**
   * @param text whole lines
   * @throws LabError `bad-file` as `parseTrials`
   */
  read(text: string): TrialRecord[] {
    const trials: TrialRecord[] = [];
    for (const row of splitRows(text)) {
      if (this.#places === null) {
        this.#places = placesIn(row);
        this.#columns = row.length;
      } else if (row.length > 0) trials.push(this.#trialOf(row, this.#places));
      this.#line += 1;
    }
    return trials;
  }

  #trialOf(row: readonly string[], places: readonly Place[]): TrialRecord {
    if (row.length !== this.#columns) {
      throw new LabError(
        'bad-file',
        `Line ${this.#line} has ${row.length} fields, and the header has ${this.#columns}.`,
      );
    }
    const record: Record<string, unknown> = {};
    for (const { field, isText, at } of places) {
      const text = row[at] ?? '';
      record[field] = isText ? text.replace(FORMULA_ESCAPE, '') : plain(text);
    }
    return checked(trialRecordSchema.safeParse(record), this.#line);
  }
}

function placesIn(header: readonly string[]): Place[] {
  return TRIAL_FIELDS.map(({ field, column, isText }) => ({
    field,
    isText,
    at: header.indexOf(column),
  })).filter(({ at }) => at >= 0);
}

/** The fields of every line; an empty line has none. */
function splitRows(text: string): string[][] {
  // What we write has no quotes, and a million rows of it are split ten times as fast without looking for them.
  if (!text.includes('"')) {
    const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines.map((line) => (line === '' ? [] : line.split(',')));
  }
  try {
    return rowsSchema.parse(parse(text, { bom: true, relax_column_count: true }));
  } catch (error) {
    throw new LabError('bad-file', `This is not a CSV file of a run: ${messageOf(error)}.`, { cause: error });
  }
}

/** A number, a boolean, or null for an empty field; else the text itself, which no schema here will take. */
function plain(text: string): unknown {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

const TERM_COLUMNS = [
  'run_id',
  'trial',
  'term',
  'candidates',
  'votes',
  'leader',
  'outcome',
  'started_ms',
  'ended_ms',
] as const;

export const TERMS_HEADER = formatRows([TERM_COLUMNS]);

/** Candidates read `2 4`, votes `2>2 3>2 4>4` (voter>candidate). */
export function formatTerms(terms: readonly TermRecord[]): string {
  const rows = terms.map((term) => [
    term.runId,
    String(term.trial),
    String(term.term),
    term.candidates.join(' '),
    term.votes.map(({ voter, candidate }) => `${voter}>${candidate}`).join(' '),
    cell(term.leader, false),
    term.outcome,
    cell(term.startedMs, true),
    cell(term.endedMs, true),
  ]);
  return formatFields(rows);
}

const termRowSchema = z
  .object({
    run_id: z.string(),
    trial: z.coerce.number<string>().int(),
    term: z.coerce.number<string>().int(),
    candidates: z.string().regex(/^\d+( \d+)*$/),
    votes: z.string().regex(/^(\d+>\d+( \d+>\d+)*)?$/),
    leader: z.string().regex(/^\d*$/),
    outcome: z.union([z.literal('won'), failedTermClassSchema]),
    started_ms: z.coerce.number<string>(),
    ended_ms: z.string(),
  })
  .transform((row): TermRecord => ({
    runId: row.run_id.replace(FORMULA_ESCAPE, ''),
    trial: row.trial,
    term: row.term,
    candidates: row.candidates.split(' ').map(Number),
    votes: row.votes === '' ? [] : row.votes.split(' ').map(voteOf),
    leader: row.leader === '' ? null : Number(row.leader),
    outcome: row.outcome,
    startedMs: row.started_ms,
    endedMs: row.ended_ms === '' ? null : Number(row.ended_ms),
  }));

function voteOf(text: string): { voter: number; candidate: number } {
  const [voter, candidate] = text.split('>');
  return { voter: Number(voter), candidate: Number(candidate) };
}

/** Reads terms.csv, as `parseTrials` does trials.csv. */
export function parseTerms(text: string): TermRecord[] {
  const [header = [], ...rows] = rowsOf(text);
  return rows.map((row, i) =>
    // The header is line 1.
    checked(
      termRowSchema.safeParse(Object.fromEntries(header.map((column, at) => [column, row[at]]))),
      i + 2,
    ),
  );
}

const rowsSchema = z.array(z.array(z.string()));

/** All whole lines, the header first. */
function rowsOf(text: string): string[][] {
  return splitRows(text.slice(0, text.lastIndexOf('\n') + 1)).filter((row) => row.length > 0);
}

function checked<T>(result: z.ZodSafeParseResult<T>, line: number): T {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = columnOf(String(issue?.path[0] ?? ''));
  throw new LabError('bad-file', `Line ${line}, column ${where}: ${issue?.message ?? 'cannot be read'}.`);
}
