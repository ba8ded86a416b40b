import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { vi } from 'vitest';
import { findChromium } from '../../scripts/lib/chromium.mjs';

/** The build under test. */
export const OUT = fileURLToPath(new URL('../../out', import.meta.url));
/** Screenshots and the like; kept, not committed. */
export const ARTIFACTS = fileURLToPath(new URL('../../test-artifacts', import.meta.url));

/** Chromium refuses its sandbox to root. */
const ROOT_ARGS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

async function executablePath(): Promise<string> {
  const path = await findChromium();
  if (path === null)
    throw new Error('No Chromium or Chrome was found: npm test installs one, or name it in CHROMIUM_PATH.');
  return path;
}

/** What has not come by then does not come, ms: longer than the busiest machine takes. */
export const PATIENCE_MS = 90_000;

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await executablePath(),
    args: ROOT_ARGS,
    timeout: PATIENCE_MS,
  });
}

/** A page that waits long for what is to be seen. */
export async function newPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

export interface SharedChromium {
  readonly context: BrowserContext;
  /** Where others may connect to the same browser (Chrome DevTools Protocol). */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** A Chromium that this process and another can drive together. */
export async function launchSharedChromium(): Promise<SharedChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'raft-lab-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await executablePath(),
    args: [...ROOT_ARGS, '--remote-debugging-port=0'],
    timeout: PATIENCE_MS,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const port = await vi.waitFor(() => portToldIn(profile), { timeout: PATIENCE_MS });
  return {
    context,
    address: `http://127.0.0.1:${port}`,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Chromium writes it when it likes, a path on the next line. @throws Error until then */
async function portToldIn(profile: string): Promise<string> {
  const [, port] = /^(\d+)\n/.exec(await readFile(join(profile, 'DevToolsActivePort'), 'utf8')) ?? [];
  if (port === undefined) throw new Error('Chromium has not said its port.');
  return port;
}

export interface ServedLab {
  /** The address that the terminal prints. */
  readonly url: string;
  readonly runsFolder: string;
  /** Ctrl+C; resolves to the exit code. */
  readonly end: () => Promise<number | null>;
}

/** `raft-lab serve`, as a person starts it, with a runs folder of its own. */
export async function serveLab(): Promise<ServedLab> {
  const runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-runs-'));
  const child = spawn(process.execPath, [join(OUT, 'main/cli.js'), 'serve'], {
    env: { ...process.env, RAFT_LAB_RUNS: runsFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstMatch(child, /http:\/\/\S+/);
  return {
    url,
    runsFolder,
    async end() {
      const exit = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGINT');
      const [code] = await exit;
      await rm(runsFolder, { recursive: true, force: true });
      return code;
    },
  };
}

/** The first text on a process's standard output that fits. */
export async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const match = pattern.exec(text)?.[0];
      if (match !== undefined) resolve(match);
    });
    child.once('exit', (code) => {
      reject(new Error(`It ended (exit code ${code ?? 'none'}) after printing: ${text}`));
    });
  });
}
