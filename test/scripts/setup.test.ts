import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt, sourceDigest } from '../../scripts/lib/build.mjs';
import { CODE_CACHE } from '../../scripts/lib/codeCache.mjs';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { hasDesktop } from '../../scripts/lib/desktop.mjs';
import { fetchElectron, findElectron } from '../../scripts/lib/electron.mjs';
import { isInstalled } from '../../scripts/lib/install.mjs';
import { exclusively, lockPath } from '../../scripts/lib/lock.mjs';
import { ROOT } from '../../scripts/lib/project.mjs';
import { countReport, sum, tallyLines } from '../../scripts/lib/tally.mjs';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'raft-lab-scripts-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function put(path: string, text: string, mode = 0o644): Promise<string> {
  const full = join(root, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, text);
  await chmod(full, mode);
  return full;
}

describe('packages are installed when node_modules is as the lock file says', () => {
  const LOCK = {
    '': { version: '1.0.0' },
    'node_modules/vue': { version: '3.5.0' },
    'node_modules/native-mac': { version: '1.0.0', optional: true },
  };
  const put2 = async (wanted: object, present: object) => {
    await put('package-lock.json', JSON.stringify({ packages: wanted }));
    await put('node_modules/.package-lock.json', JSON.stringify({ packages: present }));
  };

  it('also without the optional packages of other platforms', async () => {
    await put2(LOCK, { 'node_modules/vue': { version: '3.5.0' } });
    expect(await isInstalled(root)).toBe(true);
  });

  it.each<[string, object]>([
    ['a package is missing', {}],
    ['a package has another version', { 'node_modules/vue': { version: '3.4.0' } }],
    [
      'an optional package has another version',
      { 'node_modules/vue': { version: '3.5.0' }, 'node_modules/native-mac': { version: '0.9.0' } },
    ],
  ])('not when %s', async (_what, present) => {
    await put2(LOCK, present);
    expect(await isInstalled(root)).toBe(false);
  });

  it('not when node_modules is missing or was left half made', async () => {
    await put('package-lock.json', JSON.stringify({ packages: LOCK }));
    expect(await isInstalled(root)).toBe(false);
    await put('node_modules/.package-lock.json', '{ "packages": {');
    expect(await isInstalled(root)).toBe(false);
  });
});

describe('the build is fresh when it was made from these very sources', () => {
  beforeEach(async () => {
    for (const name of ['electron.vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'])
      await put(name, '{}');
    await put('src/main/cli.ts', 'export {};');
    for (const name of [
      'main/index.js',
      'main/node.cjs',
      'main/raftNode.cjs',
      CODE_CACHE,
      'main/cli.js',
      'main/worker.js',
      'preload/index.cjs',
    ])
      await put(`out/${name}`, '');
    await put('out/renderer/index.html', '');
    await put('out/.built-from', await sourceDigest(root));
  });

  it('and is not made again', async () => {
    expect(await isBuilt(root, await sourceDigest(root))).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a source has changed', () => put('src/main/cli.ts', 'export { };')],
    ['a source was added', () => put('src/main/new.ts', '')],
    ['a source has another name', () => put('src/main/cli2.ts', 'export {};')],
    ['the configuration has changed', () => put('electron.vite.config.ts', '{ }')],
    ['dependencies have changed', () => put('package-lock.json', '{ }')],
  ])('not when %s', async (_what, change) => {
    await change();
    expect(await isBuilt(root, await sourceDigest(root))).toBe(false);
  });

  it.each(['main/node.cjs', CODE_CACHE])('not when %s is missing', async (file) => {
    await rm(join(root, 'out', file));
    expect(await isBuilt(root, await sourceDigest(root))).toBe(false);
  });
});

describe("Electron's binary", () => {
  it('is the one that ELECTRON_EXEC_PATH names, if it is there', async () => {
    const path = await put('electron', '', 0o755);
    expect(await findElectron(root, { ELECTRON_EXEC_PATH: path })).toBe(path);
    expect(await findElectron(root, { ELECTRON_EXEC_PATH: `${path}-not` })).toBeNull();
  });

  it('is the file that electron/path.txt names', async () => {
    expect(await findElectron(root, {})).toBeNull();
    await put('node_modules/electron/path.txt', 'electron');
    expect(await findElectron(root, {})).toBeNull();
    const path = await put('node_modules/electron/dist/electron', '', 0o755);
    expect(await findElectron(root, {})).toBe(path);
  });

  const installer = (code: string) => put('node_modules/electron/install.js', code);

  it('is fetched by its own installer', async () => {
    await installer(
      `const { mkdirSync, writeFileSync } = require('node:fs');
       mkdirSync(__dirname + '/dist'); writeFileSync(__dirname + '/dist/electron', '');
       writeFileSync(__dirname + '/path.txt', 'electron');`,
    );
    expect(await fetchElectron(root)).toEqual({ path: join(root, 'node_modules/electron/dist/electron') });
  });

  it('is not waited for again after a failure, which is told in a line', async () => {
    await installer(`console.error('Error: getaddrinfo ENOTFOUND github.com'); process.exit(1);`);
    expect(await fetchElectron(root)).toEqual({
      path: null,
      why: 'could not be fetched (Error: getaddrinfo ENOTFOUND github.com)',
    });
    await installer(`throw new Error('asked again');`);
    expect(await fetchElectron(root)).toMatchObject({
      path: null,
      why: expect.stringContaining('npx install-electron') as string,
    });
  });

  it('is not waited for without end', async () => {
    await installer('setInterval(() => {}, 1000);');
    expect(await fetchElectron(root, 300)).toMatchObject({
      path: null,
      why: expect.stringContaining('no answer within') as string,
    });
  });
});

describe('a browser for the tests', () => {
  it('is the one that CHROMIUM_PATH names, or none', async () => {
    const path = await put('my-chrome', '', 0o755);
    expect(await findChromium({ CHROMIUM_PATH: path })).toBe(path);
    expect(await findChromium({ CHROMIUM_PATH: join(root, 'nothing'), PATH: root })).toBeNull();
  });

  it('is found on the PATH or among those of Playwright', async () => {
    const browsers = join(root, 'browsers');
    const nothing = { PATH: join(root, 'bin'), PLAYWRIGHT_BROWSERS_PATH: browsers };
    const own = await put('browsers/chromium-1200/chrome-linux64/chrome', '', 0o755);
    expect(await findChromium(nothing)).toBe(own);
    const onPath = await put('bin/chromium', '', 0o755);
    expect(await findChromium(nothing)).toBe(onPath);
  });
});

it.each<[NodeJS.Platform, NodeJS.ProcessEnv, boolean]>([
  ['darwin', {}, true],
  ['win32', {}, true],
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
])('on %s with %j a window can appear: %s', (platform, env, expected) => {
  expect(hasDesktop(platform, env)).toBe(expected);
});

describe('set-up work', () => {
  it('of one folder is done one at a time', async () => {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise(setImmediate);
      log.push(`${name} ends`);
    };
    await Promise.all([exclusively(root, work('A')), exclusively(root, work('B'))]);
    const [first, second] = log[0] === 'A begins' ? ['A', 'B'] : ['B', 'A'];
    expect(log).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  });

  it('does not wait for a command that died before it was done', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    await writeFile(lockPath(root), String(dead));
    expect(await exclusively(root, async () => Promise.resolve('done'))).toBe('done');
  });
});

describe("the tally of vitest's report", () => {
  const report = (passed: number, ...testResults: object[]) =>
    JSON.stringify({ numPassedTests: passed, testResults });
  const file = (status: string, message: string, assertionResults: object[]) => ({
    name: join(ROOT, 'test/lab/x.test.ts'),
    status,
    message,
    assertionResults,
  });
  const passed = { status: 'passed', ancestorTitles: [], title: 'that', failureMessages: [] };
  const failed = {
    status: 'failed',
    ancestorTitles: ['a log', 'cut off'],
    title: 'is whole',
    failureMessages: ['AssertionError: expected 1 to be 2\n    at x.test.ts:3'],
  };
  const lineOf = 'test/lab/x.test.ts > a log > cut off > is whole: AssertionError: expected 1 to be 2';

  it.each<[string, string | null, number, string[]]>([
    ['all passed', report(10, file('passed', '', [passed])), 0, ['10 passed, 0 failed']],
    [
      'each failed test is named with its reason',
      report(10, file('failed', '', [failed, passed, failed])),
      1,
      [`failed: ${lineOf}`, `failed: ${lineOf}`, '10 passed, 2 failed'],
    ],
    [
      'a file that could not be loaded counts as one',
      report(10, file('failed', 'Error: no such module\n    at load', [])),
      1,
      ['failed: test/lab/x.test.ts: Error: no such module', '10 passed, 1 failed'],
    ],
    [
      'and so does one that could not be prepared',
      report(10, file('failed', 'Error: no browser', [{ ...passed, status: 'skipped' }])),
      1,
      ['failed: test/lab/x.test.ts: Error: no browser', '10 passed, 1 failed'],
    ],
    [
      'an error outside of any test is one',
      report(10, file('passed', '', [passed])),
      1,
      [
        'failed: no test, but vitest ended with exit code 1: its output above says why',
        '10 passed, 1 failed',
      ],
    ],
    ['no report is one', null, 137, ['failed: vitest left no report (exit code 137)', '0 passed, 1 failed']],
    [
      'whatever the exit code',
      null,
      0,
      ['failed: vitest left no report (exit code 0)', '0 passed, 1 failed'],
    ],
  ])('%s', (_what, text, code, lines) => {
    expect(tallyLines(countReport(text, code)).split('\n')).toEqual([...lines, '']);
  });

  it('adds up', () => {
    expect(
      sum([
        { passed: 1, failures: [] },
        { passed: 2, failures: ['a', 'b'] },
      ]),
    ).toEqual({ passed: 3, failures: ['a', 'b'] });
  });
});
