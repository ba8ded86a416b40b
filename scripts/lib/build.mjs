import { createHash } from 'node:crypto';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CODE_CACHE, makeCodeCache } from './codeCache.mjs';
import { SetupError, say } from './project.mjs';
import { run } from './run.mjs';

const SOURCES = ['src', 'electron.vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const ENTRIES = [
  'main/index.js',
  'main/node.cjs',
  'main/raftNode.cjs',
  CODE_CACHE,
  'main/cli.js',
  'main/worker.js',
  'preload/index.cjs',
  'renderer/index.html',
];
const STAMP = '.built-from';

/** A digest of everything that the build reads: equal digests, equal builds. @param {string} root */
export async function sourceDigest(root) {
  const hash = createHash('sha256');
  for (const path of (await Promise.all(SOURCES.map((source) => filesUnder(join(root, source))))).flat()) {
    hash.update(relative(root, path).split(sep).join('/')).update('\0');
    hash.update(await readFile(path)).update('\0');
  }
  return hash.digest('hex');
}

/** Whether out/ is the build of exactly these sources, for this very Node. @param {string} root @param {string} digest */
export async function isBuilt(root, digest) {
  const out = join(root, 'out');
  try {
    await Promise.all(ENTRIES.map((entry) => access(join(out, entry))));
    return (await readFile(join(out, STAMP), 'utf8')) === digest;
  } catch {
    return false;
  }
}

/** Builds out/ with electron-vite unless it is already the build of these sources. @param {string} root */
export async function ensureBuilt(root) {
  const digest = await sourceDigest(root);
  if (await isBuilt(root, digest)) return;
  say('Building…');
  let log = '';
  const code = await run(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], {
    onOutput: (text) => (log += text),
  });
  if (code !== 0) throw new SetupError(`${log}\nThe build failed (exit code ${code}); its output is above.`);
  await makeCodeCache(join(root, 'out'));
  await writeFile(join(root, 'out', STAMP), digest);
}

/** @param {string} path @returns {Promise<string[]>} in a stable order */
async function filesUnder(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
