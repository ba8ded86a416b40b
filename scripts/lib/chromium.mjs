import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { SetupError, say } from './project.mjs';
import { run, TO_STDERR } from './run.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
/** Where Playwright's own Chromium has its binary, by platform. */
const PLAYWRIGHT_BINARIES = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

/**
 * A Chromium or Chrome to drive: `CHROMIUM_PATH`, one on the PATH, Playwright's, or one where the system keeps
 * its applications. Null when there is none.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | null>}
 */
export async function findChromium(env = process.env) {
  const given = env['CHROMIUM_PATH'];
  if (given) return (await runnable(given)) ? given : null;
  const candidates = [
    ...(env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...(await playwrightBinaries(env)),
    ...MAC_APPS.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`),
    ...[env['PROGRAMFILES'], env['PROGRAMFILES(X86)']].flatMap((folder) =>
      folder
        ? [
            join(folder, 'Google/Chrome/Application/chrome.exe'),
            join(folder, 'Microsoft/Edge/Application/msedge.exe'),
          ]
        : [],
    ),
  ];
  for (const candidate of candidates) if (await runnable(candidate)) return candidate;
  return null;
}

/** Finds a browser or installs one (Playwright's, else Debian's); the tests of the window cannot do without. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== null) return found;
  if (process.env['CHROMIUM_PATH']) {
    throw new SetupError(`CHROMIUM_PATH names ${process.env['CHROMIUM_PATH']}, which cannot be run.`);
  }
  say('No Chromium or Chrome here: installing one for the browser tests…');
  for (const [command, ...args] of installers()) {
    const code = await run(command, args, { stdio: [...TO_STDERR], timeoutMs: 600_000 }).catch(() => 1);
    const installed = code === 0 ? await findChromium() : null;
    if (installed !== null) return installed;
  }
  throw new SetupError(
    'No Chromium could be found or installed. Install Chromium or Chrome, or name one in CHROMIUM_PATH.',
  );
}

/** @returns {[string, ...string[]][]} */
function installers() {
  /** @type {[string, ...string[]]} */
  const playwright = [process.execPath, 'node_modules/playwright-core/cli.js', 'install', 'chromium'];
  const prefix = process.getuid?.() === 0 ? '' : 'sudo -n ';
  return [
    playwright,
    [
      'sh',
      '-c',
      `${prefix}apt-get update && ${prefix}env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium`,
    ],
  ];
}

/** @param {NodeJS.ProcessEnv} env */
async function playwrightBinaries(env) {
  const folder =
    env['PLAYWRIGHT_BROWSERS_PATH'] ??
    (process.platform === 'darwin'
      ? join(homedir(), 'Library/Caches/ms-playwright')
      : process.platform === 'win32'
        ? join(env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright')
        : join(homedir(), '.cache/ms-playwright'));
  const versions = await readdir(folder).catch(() => []);
  return versions
    .filter((name) => name.startsWith('chromium-'))
    .sort()
    .reverse()
    .flatMap((name) => PLAYWRIGHT_BINARIES.map((binary) => join(folder, name, binary)));
}

/** @param {string} path */
async function runnable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
