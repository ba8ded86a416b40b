import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** What the lab says of it, in a shell with such a limit. */
async function under(limit: string, what: string): Promise<{ said: string; left: string[] }> {
  const path = await mkdtemp(join(folder.path, `${what}-`));
  const words = ['-c', `ulimit ${limit} && exec "$@"`, 'sh', process.execPath, program, what, path];
  const { stdout } = await promisify(execFile)('sh', words);
  return { said: stdout, left: await readdir(path) };
}

describe.skipIf(process.platform === 'win32')('where the system gives little', () => {
  // In the shell's blocks of 512 or 1024 bytes.
  it.each([
    ['a run', 'run', 1],
    ['a sweep', 'sweep', 1],
    ['an imported run', 'import', 40],
  ])('of %s that cannot be written down, nothing is left', async (_, what, largestFile) => {
    const { said, left } = await under(`-f ${largestFile}`, what);
    expect(said).toMatch(/^Cannot write to .*EFBIG.* with room on its disk\.$/);
    expect(left).toEqual([]);
    expect(await under('-f 10000', what)).toMatchObject({ said: 'kept', left: [expect.any(String)] });
  });

  it.each(['runs', 'sweeps'])('more %s are listed than files may be open', async (what) => {
    expect((await under('-n 100', what)).said).toBe('listed 200');
  });
});
