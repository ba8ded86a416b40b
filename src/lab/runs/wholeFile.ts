import { randomUUID } from 'node:crypto';
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
  // Of its own: two that write at once, the window and a terminal, would mix theirs.
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } catch (error) {
    // Half a file on a full disk takes the room that the rest needs.
    await rm(part, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}
