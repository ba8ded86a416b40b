import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows, textOfCsv } from '../../src/shared/csv';

describe('CSV', () => {
  it('is read back as it was written by another reader of RFC 4180, apostrophes of formulas apart', () => {
    const field = fc.oneof(
      fc.string(),
      fc.constantFrom('=1+1', '-5', '＝x', 'a "b"', 'two\r\nlines', 'a,b', ' '),
    );
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        // What begins with an apostrophe and a formula would come back without the apostrophe.
        fc.pre(rows.flat().every((text) => textOfCsv(text) === text));
        const read = parse(csvRows(rows), { record_delimiter: '\r\n' });
        expect(read.map((row) => row.map(textOfCsv))).toEqual(rows);
      }),
    );
  });

  it('writes numbers and booleans plainly, negative ones too, and null as nothing', () => {
    expect(csvRows([[-1.5, true, null, 0]])).toBe('-1.5,true,,0\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])(
    'lets no spreadsheet make a formula of %j',
    (text) => {
      const [[field]] = parse(csvRows([[text]])) as [[string]];
      expect(field).toBe(`'${text}`);
      expect(textOfCsv(field)).toBe(text);
    },
  );
});
