import { writeFile } from 'node:fs/promises';
import { formatRows } from '../runs/csv';
import { cannotWrite } from '../runs/folder';

/**
 * Writes a comparison's rows as CSV.
 *
 * @throws LabError `io`
 */
export async function writeComparison(path: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  try {
    await writeFile(path, formatRows(rows));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
