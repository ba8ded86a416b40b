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

/** Finds a browser or installs one (Playwright's, else the system's); the tests of the window cannot do without. */
export async function ensureChromium() {
  const given = process.env['CHROMIUM_PATH'];
  const found = await findChromium();
  if (found !== null && (await starts(found))) return found;
  if (given) throw new SetupError(`CHROMIUM_PATH names ${given}, which cannot be run.`);
  say('No Chromium or Chrome here: installing one for the browser tests…');
  for (const { command, args, limitMs } of installers()) {
    const code = await run(command, args, { stdio: [...TO_STDERR], timeoutMs: limitMs }).catch(() => 1);
    const installed = code === 0 ? await findChromium() : null;
    if (installed !== null && (await starts(installed))) return installed;
  }
  throw new SetupError(
    'No Chromium could be found or installed. Install Chromium or Chrome, or name one in CHROMIUM_PATH.',
  );
}

/**
 * Ways to come by a Chromium, to be tried in turn. Playwright's may lack libraries of the system, which its own
 * `install-deps` brings where the system's package is not to be had. Nothing here asks for a password.
 */
function installers() {
  const playwright = 'node_modules/playwright-core/cli.js';
  const asRoot = process.getuid?.() === 0 ? '' : 'sudo -n ';
  const apt = `${asRoot}env DEBIAN_FRONTEND=noninteractive apt-get`;
  return [
    { command: process.execPath, args: [playwright, 'install', 'chromium'], limitMs: 180_000 },
    {
      command: 'sh',
      args: ['-c', `${apt} update && ${apt} install -y --no-install-recommends chromium`],
      limitMs: 600_000,
    },
    {
      command: 'sh',
      args: ['-c', `${asRoot}"${process.execPath}" ${playwright} install-deps chromium`],
      limitMs: 600_000,
    },
  ];
}

/** A browser that is there may still miss libraries. @param {string} path */
async function starts(path) {
  const code = await run(path, ['--version'], { timeoutMs: 60_000, onOutput: () => undefined }).catch(
    () => 1,
  );
  return code === 0;
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
