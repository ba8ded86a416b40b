import { rename, writeFile } from 'node:fs/promises';
import { cannotWrite } from './folder';

/**
 * Writes a file whole or not at all: a reader never sees half of it.
 *
 * @throws LabError `io`
 */
export async function writeWhole(
  path: string,
  content: string | readonly (string | Uint8Array)[],
): Promise<void> {
  try {
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
