import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWhole } from '../../../src/lab/runs/wholeFile';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-whole-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('replaces a file at once', async () => {
  const path = join(folder, 'summary.json');
  await writeWhole(path, 'old');
  await writeWhole(path, ['new', Buffer.from(' and whole')]);
  expect(await readFile(path, 'utf8')).toBe('new and whole');
  expect(await readdir(folder)).toEqual(['summary.json']);
});

it('lets two write at once: one of both stands, whole', async () => {
  const path = join(folder, 'about.json');
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(1 << 20));
  await Promise.all(texts.map((text) => writeWhole(path, text)));
  expect(texts).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['about.json']);
});

it('leaves what was there, and nothing half written, when it fails', async () => {
  const path = join(folder, 'taken');
  await mkdir(join(path, 'by-a-folder'), { recursive: true });
  await expect(writeWhole(path, 'text')).rejects.toThrow(/^Cannot write to .* with room on its disk\.$/);
  expect(await readdir(folder)).toEqual(['taken']);
});
