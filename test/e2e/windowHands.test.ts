import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, newPage, serveLab, type ServedLab } from './support';

/** What only a real browser can tell: hands on the ring and the slider, sizes, and a lab that goes away. */
let lab: ServedLab;
let browser: Browser;
let page: Page;
let ended = false;

beforeAll(async () => {
  lab = await serveLab();
  browser = await launchChromium();
  page = await newPage(browser, { viewport: { width: 1280, height: 800 } });
  await page.goto(lab.url);
  await page.getByText(/leads term \d+/).waitFor();
});

afterAll(async () => {
  await browser.close();
  if (!ended) await lab.end();
});

async function centre(of: Locator): Promise<readonly [number, number]> {
  const box = await of.boundingBox();
  if (box === null) throw new Error('it is not to be seen');
  return [box.x + box.width / 2, box.y + box.height / 2];
}

async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 4 });
  await page.mouse.move(...to, { steps: 4 });
  await page.mouse.up();
}

/** While a menu is there, what is beneath it takes no clicks. */
async function closeMenu(): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
}

const disc = (node: number): Locator => page.locator(`[data-node="${node}"] .disc`);

describe('the ring', () => {
  it('cuts a link when a node is dragged onto another, and mends it the same way', async () => {
    await drag(await centre(disc(1)), await centre(disc(3)));
    await page.getByText('1 link cut').waitFor();
    expect(await page.getByRole('menu').count()).toBe(0);
    await drag(await centre(disc(3)), await centre(disc(1)));
    await page.getByText('1 link cut').waitFor({ state: 'detached' });
  });

  it('cuts one way with Shift', async () => {
    await page.keyboard.down('Shift');
    await drag(await centre(disc(2)), await centre(disc(5)));
    await page.keyboard.up('Shift');
    await page.getByText('B → E cut', { exact: true }).waitFor();
    await page.keyboard.press('h');
    await page.getByText('B → E cut', { exact: true }).waitFor({ state: 'detached' });
  });

  it('opens the menu of a node with the right button and pauses it: the process stops, and goes on', async () => {
    await disc(4).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByRole('button', { name: /^Node D, paused/ }).waitFor();
    await disc(4).click();
    await page.getByRole('menuitem', { name: 'Resume' }).click();
    await page.getByRole('button', { name: /^Node D, (follower|leader|candidate)/ }).waitFor();
    await closeMenu();
  });

  it('opens the menu of a link', async () => {
    const [ax, ay] = await centre(disc(1));
    const [bx, by] = await centre(disc(2));
    await page.mouse.click((ax + bx) / 2, (ay + by) / 2);
    await page.getByRole('menuitem', { name: 'Cut A → B only' }).waitFor();
    await closeMenu();
  });
});

describe('the slider', () => {
  it('retunes the cluster while it is dragged, and undoes it in one step', async () => {
    const to = page.getByLabel('to', { exact: true });
    const [x, y] = await centre(page.getByRole('slider', { name: 'Longest election timeout' }));
    await drag([x, y], [x - 60, y]);
    await expect.poll(async () => Number(await to.inputValue())).toBeLessThan(260);
    const tuned = await to.inputValue();
    await page.getByText(`→ 150–${tuned} ms`).first().waitFor();
    await page.getByRole('button', { name: 'Undo retune' }).click();
    await expect.poll(() => to.inputValue()).toBe('300');
  });
});

describe('sizes', () => {
  it('smaller than that it scrolls: a window magnified twice has all of its controls', async () => {
    await page.setViewportSize({ width: 640, height: 400 });
    const measure = page.getByRole('button', { name: 'Measure', exact: true });
    await measure.scrollIntoViewIfNeeded();
    const box = await measure.boundingBox();
    expect(box === null ? null : box.x + box.width).toBeLessThanOrEqual(640);
  });

  it.each([
    [1280, 800],
    [1024, 720],
    [1920, 1080],
  ])('nothing of Live is cut off or has to be scrolled at %d × %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    const overflowing = () =>
      page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('main, .live, .panel, .ring, .top, .chart')]
          .filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
          .map((box) => box.className),
      );
    // Charts take a frame or two to follow their cards.
    await expect.poll(overflowing).toEqual([]);
    expect(await page.getByRole('group', { name: 'Durability' }).isVisible()).toBe(true);
  });
});

describe('a lab that goes away', () => {
  it('is missed at once, and what was seen stays', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await lab.end();
    ended = true;
    await page.getByRole('alert').getByText('The lab is gone.').waitFor();
    expect(await page.getByRole('button', { name: /^Node A/ }).count()).toBe(1);
  });
});
