import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARTIFACTS, launchChromium, newPage, serveLab, type ServedLab } from './support';

/** The three journeys, in the built window, against five real processes. */
let lab: ServedLab;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(ARTIFACTS, { recursive: true });
  lab = await serveLab();
  browser = await launchChromium();
  page = await newPage(browser, {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    acceptDownloads: true,
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(lab.url);
});

afterAll(async () => {
  await browser.close();
  expect(await lab.end()).toBe(0);
});

/** The letter of who leads, as the window says it. */
async function leader(): Promise<string> {
  const text = await page
    .getByText(/^\s*[A-E]\s+leads term \d+/)
    .first()
    .innerText();
  return text.trim().charAt(0);
}

async function happened(what: RegExp): Promise<void> {
  await page.getByText(what).first().waitFor();
}

describe('launch, and see a live cluster', () => {
  it('without a dialog or a message: five processes, a leader, no token left in the address', async () => {
    await page.getByText(/leads term \d+/).waitFor();
    expect(await leader()).toMatch(/[A-E]/);
    expect(new URL(page.url()).search).toBe('');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(
      await page.getByRole('list', { name: 'Messages', exact: true }).getByRole('listitem').count(),
    ).toBe(0);
    await page.screenshot({ path: join(ARTIFACTS, 'live-light-1280x800.png') });
  });

  it('in the dark, too', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: join(ARTIFACTS, 'live-dark-1280x800.png') });
    await page.emulateMedia({ colorScheme: 'light' });
  });
});

describe('disturb it', () => {
  it('partition the leader from the rest: another one is elected; heal: all links are as they were', async () => {
    const before = await leader();
    await page.keyboard.press('p');
    await expect.poll(leader).not.toBe(before);
    await page.keyboard.press('h');
    await happened(/All links are healed/);
  });
});

describe('tune the election timeout, see the split-vote rate', () => {
  it('retunes the running cluster without a restart', async () => {
    const pids = () => page.getByText(/pid \d+/).allInnerTexts();
    const before = await pids();
    await page.getByLabel('to', { exact: true }).fill('190');
    await page.getByLabel('to', { exact: true }).press('Enter');
    await happened(/election timeout 150–300 ms → 150–190 ms/);
    expect(await pids()).toEqual(before);
  });

  it('measures ten leader crashes, with the rate and its interval', async () => {
    await page.getByLabel('Measurement options').click();
    await page.getByLabel('Trials').fill('10');
    await page.getByLabel('Trials').press('Tab');
    const measuring = page.getByLabel('Measuring').waitFor();
    await page
      .getByRole('button', { name: /^measure/i })
      .last()
      .click();
    await measuring;
    await page.getByLabel('Measuring').waitFor({ state: 'detached' });
    await happened(/\d+\.\d.*%, n 10$/);
    await page.screenshot({ path: join(ARTIFACTS, 'measured-light-1280x800.png') });
  });
});

describe('export', () => {
  it('one click: a CSV of ten trials, as real as the run on disk', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /export csv/i }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/trials\.csv$/);
    const text = await readFile(await file.path(), 'utf8');
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(rows).toHaveLength(10);
    for (const row of rows) {
      expect(row).toMatchObject({
        nodes: '5',
        alive: '4',
        crash_mode: 'kill',
        election_timeout_max_ms: '190',
      });
      expect(Number(row['downtime_ms'])).toBeGreaterThan(0);
      expect(row['new_leader']).not.toBe(row['old_leader']);
    }
    const run = rows[0]!['run_id']!;
    const onDisk = await readFile(join(lab.runsFolder, run, 'trials.csv'), 'utf8');
    expect(onDisk).toBe(text);
  });
});

it('broke no rule of its own policy, and logged no error', () => {
  expect(complaints).toEqual([]);
});
