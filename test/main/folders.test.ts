import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writableFolder } from '../../src/main/folders';

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'raft-lab-folders-'));
});

afterEach(async () => {
  await rm(base, { recursive: true });
});

describe('a folder for results', () => {
  it('is made with all that it lies in, and may be there already', async () => {
    const path = join(base, 'a', 'b', 'c');
    expect(await writableFolder(path)).toBe(path);
    expect(await writableFolder(path)).toBe(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('is refused where a file is, or lies in a file', async () => {
    await writeFile(join(base, 'file'), '');
    for (const path of ['file', 'file/below']) {
      await expect(writableFolder(join(base, path))).rejects.toThrow(/^Results cannot be written to /);
    }
  });

  it.runIf(existsSync('/proc/self'))('is refused at once where no folder can be made', async () => {
    await expect(writableFolder('/proc/nowhere/below')).rejects.toThrow(/^Results cannot be written to /);
  });
});
