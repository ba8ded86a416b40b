import type { z } from 'zod';
import { columnOf, csvRows, csvText, textOfCsv } from '../../shared/csv';
import { LabError } from '../../shared/errors';
import { trialRecordSchema, type TrialRecord } from '../../shared/trialRecord';
import {
  checked,
  fieldsOf,
  isFieldEnd,
  linesOf,
  quotedRows,
  rowsIn,
  toMicroseconds,
  type Line,
} from './csvLines';

/**
 * trials.csv: RFC 4180 with one header line, units in the names, an empty field for what does not
 * apply, and times to the microsecond. It opens in a spreadsheet and in pandas without help.
 */

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
const TIMES: ReadonlySet<TrialField> = new Set(TIME_FIELDS);

function isTimeField(field: TrialField): field is TimeField {
  return TIMES.has(field);
}

/** The trial as readers of trials.csv will have it: its times to the microsecond. */
export function asWritten(trial: TrialRecord): TrialRecord {
  const written = { ...trial };
  for (const field of TIME_FIELDS) {
    const ms = written[field];
    if (ms !== null) written[field] = toMicroseconds(ms);
  }
  return written;
}

export const TRIALS_HEADER = csvRows([TRIAL_FIELDS.map(({ column }) => column)]);

/** Field by field, and not by `csvRows`: long simulated runs spend their time here. */
export function formatTrials(trials: readonly TrialRecord[]): string {
  // Most of a row reads as in the row before, and need not be put into words again.
  const last: Value[] = [];
  const words: string[] = [];
  let text = '';
  for (const trial of trials) {
    let i = 0;
    for (const { field, isTime } of TRIAL_FIELDS) {
      const value = trial[field];
      if (value !== last[i]) {
        last[i] = value;
        words[i] = cell(value, isTime);
      }
      i += 1;
    }
    text += `${words.join(',')}\r\n`;
  }
  return text;
}

type Value = TrialRecord[TrialField];

function cell(value: Value, isTime: boolean): string {
  if (value === null) return '';
  if (typeof value === 'string') return csvText(value);
  return typeof value === 'number' && isTime ? timeCell(value) : String(value);
}

/** Up to here, a whole number of microseconds is written exactly as the number of milliseconds would be. */
const MOST_EXACT_US = 1e15;

/** Milliseconds to the microsecond, put together from two whole numbers: that takes a fifth of the time. */
function timeCell(ms: number): string {
  const us = Math.round(ms * 1000);
  if (!(us >= 0 && us < MOST_EXACT_US)) return String(toMicroseconds(ms));
  const whole = Math.floor(us / 1000);
  const rest = us - whole * 1000;
  return rest === 0 ? String(whole) : `${whole}.${THOUSANDTHS[rest] ?? ''}`;
}

/** 7 → `007`, 250 → `25`. */
const THOUSANDTHS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0').replace(/0+$/, ''));

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
  const [header = []] = rowsIn(end === -1 ? text : text.slice(0, end));
  const lacks = trialRecordSchema.safeParse({}).error?.issues ?? [];
  return lacks.map(({ path }) => columnOf(String(path[0]))).filter((column) => !header.includes(column));
}

type Place = Pick<(typeof TRIAL_FIELDS)[number], 'field' | 'isText'>;

/** Reads the lines of one trials.csv as they come, the header first. */
export class TrialReader {
  /** What each column is; undefined where it is none of ours. Null before the header. */
  #places: readonly (Place | undefined)[] | null = null;
  /** Of the line that is read next, from 1. */
  #line = 1;
  /** The row before, field by field, and its trial: most of a row is the same again, and is not read again. */
  readonly #texts: string[] = [];
  #last: TrialRecord | null = null;
  /** Of the row that is being read, the fields that are not as before. */
  readonly #changed = new Map<TrialField, unknown>();

  /**
   * @param text whole lines
   * @throws LabError `bad-file` as `parseTrials`
   */
  read(text: string): TrialRecord[] {
    const trials: TrialRecord[] = [];
    // What we write has hardly ever quotes, and without them a row need not be taken apart.
    const rows: Iterable<string[] | Line> = text.includes('"') ? quotedRows(text) : linesOf(text);
    for (const row of rows) {
      const isArray = Array.isArray(row);
      if (this.#places === null) this.#places = placesIn(isArray ? row : fieldsOf(row));
      else if (isArray ? row.length > 0 : row.end > row.from) {
        if (isArray) this.#takeFields(row, this.#places);
        else this.#takeLine(row, this.#places);
        trials.push(this.#trial());
      }
      this.#line += 1;
    }
    return trials;
  }

  #takeFields(fields: readonly string[], places: readonly (Place | undefined)[]): void {
    if (fields.length !== places.length) throw this.#notAsManyAs(places, fields.length);
    for (const [at, text] of fields.entries()) {
      if (text !== this.#texts[at]) this.#take(at, text, places[at]);
    }
  }

  #takeLine(line: Line, places: readonly (Place | undefined)[]): void {
    const { text, end } = line;
    let from = line.from;
    for (let at = 0; at < places.length; at += 1) {
      if (from > end) throw this.#notAsManyAs(places, fieldsOf(line).length);
      const before = this.#texts[at];
      if (before !== undefined && text.startsWith(before, from) && isFieldEnd(line, from + before.length)) {
        from += before.length + 1;
      } else {
        const comma = text.indexOf(',', from);
        const fieldEnd = comma === -1 || comma > end ? end : comma;
        this.#take(at, text.slice(from, fieldEnd), places[at]);
        from = fieldEnd + 1;
      }
    }
    if (from <= end) throw this.#notAsManyAs(places, fieldsOf(line).length);
  }

  #take(at: number, text: string, place: Place | undefined): void {
    this.#texts[at] = text;
    if (place !== undefined) this.#changed.set(place.field, place.isText ? textOfCsv(text) : plain(text));
  }

  #trial(): TrialRecord {
    const changed = this.#changed;
    const trial =
      this.#last === null
        ? checked(trialRecordSchema.safeParse(Object.fromEntries(changed)), this.#line)
        : withChanges(this.#last, changed, this.#line);
    changed.clear();
    this.#last = trial;
    return trial;
  }

  #notAsManyAs(places: readonly unknown[], fields: number): LabError {
    return new LabError(
      'bad-file',
      `Line ${this.#line} has ${fields} fields, and the header has ${places.length}.`,
    );
  }
}

/** The trial with other values in some of its fields, each checked as the schema has it. */
function withChanges(
  last: TrialRecord,
  changed: ReadonlyMap<TrialField, unknown>,
  line: number,
): TrialRecord {
  const trial = { ...last };
  const others: Partial<Record<TrialField, Value>> = {};
  for (const [field, value] of changed) {
    // Most of what changes is a time, and any number is one.
    if (isTimeField(field) && typeof value === 'number' && Number.isFinite(value)) trial[field] = value;
    else {
      const schema: z.ZodType<Value> = trialRecordSchema.shape[field];
      others[field] = checked(schema.safeParse(value), line, field);
    }
  }
  return Object.assign(trial, others);
}

function placesIn(header: readonly string[]): (Place | undefined)[] {
  const first = (column: string, at: number): boolean => header.indexOf(column) === at;
  return header.map((column, at) =>
    first(column, at) ? TRIAL_FIELDS.find((field) => field.column === column) : undefined,
  );
}

/** A number, a boolean, or null for an empty or blank field; else the text itself, which no schema here will take. */
function plain(text: string): unknown {
  // `Number` makes 0 of blanks: a downtime that is not known would be none.
  if (text.trim() === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
