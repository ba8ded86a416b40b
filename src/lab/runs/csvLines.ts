import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { columnOf } from '../../shared/csv';
import { LabError, messageOf } from '../../shared/errors';

/** What trials.csv is read by, and what it and terms.csv are made of: lines, fields, times. */

const rowsSchema = z.array(z.array(z.string()));

/** One line of a text without quotes, without its line break. */
export interface Line {
  readonly text: string;
  readonly from: number;
  readonly end: number;
}

export function fieldsOf({ text, from, end }: Line): string[] {
  return text.slice(from, end).split(',');
}

export function isFieldEnd({ text, end }: Line, at: number): boolean {
  return at === end || (at < end && text[at] === ',');
}

export function* linesOf(text: string): Generator<Line> {
  for (let from = text.startsWith('\uFEFF') ? 1 : 0; from < text.length;) {
    const found = text.indexOf('\n', from);
    const next = found === -1 ? text.length : found;
    yield { text, from, end: next > from && text[next - 1] === '\r' ? next - 1 : next };
    from = next + 1;
  }
}

/** The fields of every line; an empty line has none. */
export function rowsIn(text: string): Iterable<string[]> {
  return text.includes('"') ? quotedRows(text) : plainRows(text);
}

function* plainRows(text: string): Generator<string[]> {
  for (const line of linesOf(text)) yield line.end === line.from ? [] : fieldsOf(line);
}

/** As `rowsIn`, of a text with quotes. */
export function quotedRows(text: string): string[][] {
  try {
    const rows = rowsSchema.parse(parse(text, { bom: true, relax_column_count: true }));
    return rows.map((row) => (row.length === 1 && row[0] === '' ? [] : row));
  } catch (error) {
    throw new LabError('bad-file', `This is not a CSV file of a run: ${messageOf(error)}.`, { cause: error });
  }
}

/** @throws LabError `bad-file`, naming line and column, for what a schema did not take */
export function checked<T>(result: z.ZodSafeParseResult<T>, line: number, field = ''): T {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = columnOf(String(issue?.path[0] ?? field));
  throw new LabError('bad-file', `Line ${line}, column ${where}: ${issue?.message ?? 'cannot be read'}.`);
}

/** Times are written to the microsecond. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
