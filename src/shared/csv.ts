/** CSV as RFC 4180 has it, which spreadsheets and pandas read without help. Null is an empty field. */
export type CsvValue = string | number | boolean | null;

/** Of these a spreadsheet would make a formula (OWASP, CSV injection). The last four are the first, full width. */
const FORMULA_START = '=+-@\t\r＝＋－＠';
const NEEDS_QUOTES = /[",\r\n]/;

/** Rows of one table, each with its line break. */
export function csvRows(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(value: CsvValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? csvText(value) : String(value);
}

/** Text as a field: with an apostrophe in front where it would be taken for a formula, in quotes where it must. */
export function csvText(text: string): string {
  const safe = isFormula(text, 0) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What `csvText` was given, from a field that is out of its quotes. */
export function textOfCsv(field: string): string {
  return field.startsWith("'") && isFormula(field, 1) ? field.slice(1) : field;
}

function isFormula(text: string, at: number): boolean {
  const first = text[at];
  return first !== undefined && FORMULA_START.includes(first);
}

/** `electionTimeoutMinMs` → `election_timeout_min_ms`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
