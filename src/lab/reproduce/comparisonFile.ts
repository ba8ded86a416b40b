import { writeFile } from 'node:fs/promises';
import { csvRows, type CsvValue } from '../../shared/csv';
import { cannotWrite } from '../runs/folder';

/**
 * Writes a comparison's rows as CSV.
 *
 * @throws LabError `io`
 */
export async function writeComparison(path: string, rows: readonly (readonly CsvValue[])[]): Promise<void> {
  try {
    await writeFile(path, csvRows(rows));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
