import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CODE_CACHE, makeCodeCache } from '../../scripts/lib/codeCache.mjs';
import { configOf, NodeProcess } from './nodeProcess';
import { scratchFolder } from './support';

const OUT = fileURLToPath(new URL('../../out/', import.meta.url));

/** Loads the program as a node does, and says whether V8 took the cache: true, false, or null without one. */
const LOADER = `
  const vm = require('node:vm');
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      console.log(options.cachedData === undefined ? null : !this.cachedDataRejected);
    }
  };
  require('./node.cjs');
`;

let folder: { path: string; remove: () => Promise<void> };

/** A build of its own, with this for a cache; null: without one. */
async function buildWith(cache: Uint8Array | null): Promise<string> {
  const main = join(folder.path, 'main');
  for (const name of ['node.cjs', 'raftNode.cjs']) await copyFile(join(OUT, 'main', name), join(main, name));
  if (cache !== null) await writeFile(join(folder.path, CODE_CACHE), cache);
  return main;
}

function loadedFrom(main: string): string {
  return spawnSync(process.execPath, ['-e', LOADER], { cwd: main, encoding: 'utf8' }).stdout.trim();
}

beforeEach(async () => {
  folder = await scratchFolder();
  await mkdir(join(folder.path, 'main'));
});
afterEach(() => folder.remove());

describe("a node's program is loaded", () => {
  it('from the code cache that was built', () => {
    expect(loadedFrom(join(OUT, 'main'))).toBe('true');
  });

  it('and compiled where there is none, or one that V8 refuses', async () => {
    expect(loadedFrom(await buildWith(null))).toBe('null');
    expect(loadedFrom(await buildWith(Buffer.from('the cache of another V8')))).toBe('false');
  });

  it('and is the same node then', async () => {
    const node = new NodeProcess(join(await buildWith(Buffer.from('the cache of another V8')), 'node.cjs'));
    try {
      expect(await node.start(configOf({ durability: 'memory' }))).toMatchObject({ type: 'listening' });
    } finally {
      await node.kill();
    }
  });

  it('from a cache that is made anew', async () => {
    const main = await buildWith(null);
    await makeCodeCache(folder.path);
    expect((await readFile(join(folder.path, CODE_CACHE))).length).toBeGreaterThan(0);
    expect(loadedFrom(main)).toBe('true');
  });
});

it('a node that cannot start fails the build', async () => {
  const main = await buildWith(null);
  await writeFile(join(main, 'raftNode.cjs'), 'process.exit(3);');
  await expect(makeCodeCache(folder.path)).rejects.toThrow('exit code 3');
});
