import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchSharedChromium, OUT, type SharedChromium } from './support';

/** The built Electron app under Node: the module `electron` is a stand-in whose windows are Chromium pages. */
let browser: SharedChromium;
let userData: string;
let app: ChildProcess;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchSharedChromium();
  userData = await mkdtemp(join(tmpdir(), 'raft-lab-user-'));
  browser.context.on('page', (opened) => {
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    opened.on('pageerror', ({ message }) => complaints.push(message));
  });
  const opened = browser.context.waitForEvent('page');
  app = fork(join(OUT, 'main/index.js'), [], {
    execArgv: ['--import', new URL('./standIn/register.mjs', import.meta.url).href],
    env: { ...process.env, STAND_IN_CDP: browser.address, STAND_IN_USER_DATA: userData },
  });
  page = await opened;
});

afterAll(async () => {
  if (app.exitCode === null && app.signalCode === null) {
    app.kill('SIGKILL');
    await once(app, 'exit');
  }
  await browser.close();
  await rm(userData, { recursive: true, force: true });
});

describe('the Electron app', () => {
  it('shows a live cluster of five with a leader', async () => {
    await page.getByText(/leads term \d+/).waitFor();
    expect(await page.evaluate('location.origin')).toBe('http://lab.localhost');
    expect(await page.title()).toBe('Raft Lab');
  });

  it('was set up as it should be', async () => {
    const told = once(app, 'message') as Promise<[Record<string, unknown>]>;
    app.send({ tell: true });
    const [seen] = await told;
    expect(seen['privileged']).toMatchObject([
      { scheme: 'app', privileges: { standard: true, secure: true } },
    ]);
    expect(seen['permissions']).toBe('handled');
    expect(seen['openHandlers']).toBe(1);
    expect(seen['preferences']).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
  });

  it('retunes the running cluster from the window', async () => {
    const heartbeat = page.getByLabel('Heartbeat');
    await heartbeat.fill('60');
    await heartbeat.press('Enter');
    await page
      .getByText(/heartbeat 75 ms → 60 ms/)
      .first()
      .waitFor();
  });

  it('does what its menu asks: the leader crashes and another follows', async () => {
    app.send({ click: 'crashLeader' });
    await page
      .getByText(/is killed \(SIGKILL\)/)
      .first()
      .waitFor();
    await page
      .getByText(/elected in term \d+.* after the crash/)
      .first()
      .waitFor();
  });

  it('broke no rule of its own policy', () => {
    expect(complaints).toEqual([]);
  });

  it('ends its nodes, then itself, when its window is closed', async () => {
    const ended = once(app, 'exit');
    await page.close();
    expect(await ended).toEqual([0, null]);
  });
});
