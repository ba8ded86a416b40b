import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError, say } from './project.mjs';
import { run, TO_STDERR } from './run.mjs';

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether node_modules holds just what the lock file says. npm writes what it installed into
 * node_modules/.package-lock.json; an optional package may be absent there (it is for another platform).
 *
 * @param {string} root
 */
export async function isInstalled(root) {
  const wanted = await lockedPackages(join(root, 'package-lock.json'));
  const present = await lockedPackages(join(root, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || present[path]?.version === version || (optional === true && !present[path]),
  );
}

/** Runs `npm ci` unless node_modules is already as the lock file says. @param {string} root */
export async function ensureInstalled(root) {
  if (await isInstalled(root)) return;
  say('Installing packages (npm ci)…');
  const npm = process.env['npm_execpath'];
  const options = { stdio: [...TO_STDERR], env: { ...process.env, npm_config_loglevel: 'error' } };
  const code =
    npm?.endsWith('npm-cli.js') === true
      ? await run(process.execPath, [npm, 'ci'], options)
      : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci'], options);
  if (code !== 0)
    throw new SetupError(`npm ci failed (exit code ${code}): the packages could not be installed.`);
}

/** @param {string} path @returns {Promise<Record<string, LockedPackage> | null>} */
async function lockedPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
