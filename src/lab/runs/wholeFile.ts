import { rename, rm, writeFile } from 'node:fs/promises';
import { cannotWrite } from './folder';

/**
 * Writes a file whole or not at all: a reader never sees half of it, and what was there before stays when it fails.
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
    // Half a file on a full disk takes the room that the rest needs.
    await rm(`${path}.part`, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}
