import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { say } from './project.mjs';
import { run } from './run.mjs';

const FETCH_LIMIT_MS = 120_000;
const REMEMBER_MS = 24 * 3_600_000;

/**
 * Electron's binary, or null when it is not on this machine. Looks without importing `electron`, whose index would
 * start a download.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | null>}
 */
export async function findElectron(root, env = process.env) {
  const given = env['ELECTRON_EXEC_PATH'];
  if (given) return (await exists(given)) ? given : null;
  const folder = join(root, 'node_modules/electron');
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => '');
  if (name.trim() === '') return null;
  const path = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name.trim());
  return (await exists(path)) ? path : null;
}

/**
 * Fetches the binary with Electron's own installer. A failure is remembered for a day, so that a machine that cannot
 * reach it does not wait at every start.
 *
 * @param {string} root
 * @returns {Promise<{ path: string } | { path: null, why: string }>}
 */
export async function fetchElectron(root, limitMs = FETCH_LIMIT_MS) {
  const memory = join(root, 'node_modules/.cache/raft-lab/electron-fetch-failed');
  const failedAt = Number(await readFile(memory, 'utf8').catch(() => '0'));
  if (Date.now() - failedAt < REMEMBER_MS) {
    return {
      path: null,
      why: 'could not be fetched when last tried (`npx install-electron` tries again)',
    };
  }
  say('Fetching Electron (about 110 MB, once)…');
  let log = '';
  const code = await run(process.execPath, [join(root, 'node_modules/electron/install.js')], {
    timeoutMs: limitMs,
    onOutput: (text) => (log += text),
  });
  const path = code === 0 ? await findElectron(root) : null;
  if (path !== null) {
    await rm(memory, { force: true });
    return { path };
  }
  await mkdir(dirname(memory), { recursive: true });
  await writeFile(memory, String(Date.now()));
  const reason =
    code === 137
      ? `no answer within ${Math.round(limitMs / 1000)} s`
      : (firstLine(log) ?? `exit code ${code}`);
  return { path: null, why: `could not be fetched (${reason})` };
}

/** @param {string} text */
function firstLine(text) {
  return text
    .split('\n')
    .find((line) => /error/i.test(line))
    ?.trim();
}

/** @param {string} path */
async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
