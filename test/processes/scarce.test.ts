import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle, scratchFolder } from './support';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let program: string;

beforeAll(async () => {
  folder = await scratchFolder();
  program = await bundle('test/processes/scarceLab.ts');
});

afterAll(async () => {
  await folder.remove();
});

/** @param blocks no file may be larger, in the shell's blocks of 512 or 1024 bytes: what is beyond cannot be written */
async function beginWith(blocks: number, what: string): Promise<{ said: string; left: string[] }> {
  const path = join(folder.path, `${what}-${blocks}`);
  const shell = `ulimit -f ${blocks} && exec "$@"`;
  const words = ['-c', shell, 'sh', process.execPath, program, what, path];
  const { stdout } = await promisify(execFile)('sh', words);
  return { said: stdout, left: await readdir(path) };
}

it.skipIf(process.platform === 'win32').each([
  ['a run', 'run', 1],
  ['a sweep', 'sweep', 1],
  ['an imported run', 'import', 40],
])('of %s that cannot be written down, nothing is left', async (_, what, blocks) => {
  const { said, left } = await beginWith(blocks, what);
  expect(said).toMatch(/^Cannot write to .*EFBIG.* with room on its disk\.$/);
  expect(left).toEqual([]);
  expect(await beginWith(10_000, what)).toMatchObject({ said: 'kept', left: [expect.any(String)] });
});
