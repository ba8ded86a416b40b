import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reproduce } from '../../../src/main/cli/reproduce';
import { LabError } from '../../../src/shared/errors';

const CONTEXT = { nodeEntry: '/nowhere/node.cjs', rendererFolder: '/nowhere' };

let out: string;
let folder: string;
beforeEach(async () => {
  out = '';
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-reproduce-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += stripVTControlCharacters(String(text));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function keptCsv(name: string): Promise<string[]> {
  const [run = ''] = await readdir(folder);
  return (await readFile(join(folder, run, name), 'utf8')).trimEnd().split('\r\n');
}

describe('reproduce thesis-wan', () => {
  it('is a table with the published means beside ours, a CSV, and exit code 0', async () => {
    expect(await reproduce(CONTEXT, 'thesis-wan', { trials: '2000', out: folder })).toBe(0);
    expect(out).toMatch(/none +430 +4\d\d\.\d +4\d\d\.\d +4\d\d\.\d +[+−]\d\.\d% {2}within/);
    expect(out).toMatch(/\n {2}2 +632 +6\d\d\.\d/);
    expect(out).toContain('Reproduced. It takes means within 4% of the published ones.');
    expect(await keptCsv('thesis-wan.csv')).toHaveLength(4);
  });

  it('as JSON, and nothing else', async () => {
    await reproduce(CONTEXT, 'thesis-wan', { trials: '2000', out: folder, json: true });
    expect(JSON.parse(out)).toMatchObject({
      reproduced: expect.any(Boolean) as boolean,
      trials: 2000,
      seed: 1,
      settings: [
        { failed: 0, publishedMeanMs: 430, tolerance: 0.04 },
        { failed: 1, publishedMeanMs: 469 },
        { failed: 2, publishedMeanMs: 632 },
      ],
      folder: expect.stringContaining(folder) as string,
    });
  });
});

describe('stopped before its end', () => {
  it('a reproduction is not judged, and the exit code is that of Ctrl+C', async () => {
    const stopped = reproduce(CONTEXT, 'thesis-wan', { trials: '1000000', out: folder });
    await expect.poll(() => readdir(folder)).toHaveLength(1);
    process.emit('SIGINT');
    expect(await stopped).toBe(130);
    expect(out).toContain('Not judged. It takes all that was asked for');
    expect(await keptCsv('thesis-wan.csv')).toHaveLength(1);
  });
});

describe('reproduce fig16', () => {
  it('with too few trials says so, and has exit code 1 where they do not come to the same', async () => {
    expect(await reproduce(CONTEXT, 'fig16', { trials: '2', out: folder })).toBe(1);
    expect(out).toMatch(
      /150–151 +paper +86\.2 +434\.4 +1198 +3132 +3906 +5982 +8232 +1536\n +ours( +[\d.]+){8}/,
    );
    expect(out).toContain('not judged');
    expect(out).toContain('Not reproduced.');
    expect(out).toContain('With 2 trials chance alone moves a share by up to 0.96');
    const csv = await keptCsv('figure-16.csv');
    expect(csv[0]).toMatch(/^engine,election_timeout_min_ms,.*,published_ms,.*,our_ms,relative_difference$/);
    expect(csv).toHaveLength(1 + 10 * 11);
  });
});

describe('reproduce fig16 --lines', () => {
  it('is about these lines alone, in the order of the figure', async () => {
    await reproduce(CONTEXT, 'fig16', { trials: '2', lines: '12-24, 150–155', out: folder, json: true });
    const { lines } = JSON.parse(out) as { lines: { electionTimeoutMinMs: number; engine: string }[] };
    expect(lines.map(({ electionTimeoutMinMs }) => electionTimeoutMinMs)).toEqual([150, 12]);
    expect(lines[0]!.engine).toBe('simulation');
    expect(await keptCsv('figure-16.csv')).toHaveLength(1 + 2 * 11);
  });
});

describe('reproduce fig16 of the line without randomness alone', () => {
  it('is no reproduction: that line is not judged', async () => {
    expect(await reproduce(CONTEXT, 'fig16', { trials: '2', lines: '150-150', out: folder })).toBe(1);
    expect(out).toContain('Not judged. It takes all that was asked for');
    expect(out).not.toContain('Reproduced.');
  });
});

describe('what cannot be reproduced gets one sentence', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['fig17', {}, /^reproduce takes fig16 or thesis-wan; "fig17" is not one\.$/],
    ['fig16', { lines: '150-155,150-156' }, /^--lines takes some of 150-150,.*; "150-156" is not one\.$/],
    ['fig16', { concurrency: '0' }, /a whole number of clusters from 1 to 16/],
    ['thesis-wan', { lines: '150-155' }, /^--lines belongs to reproduce fig16/],
    ['thesis-wan', { engine: 'processes' }, /^reproduce thesis-wan needs --engine simulation/],
    ['fig16', { engine: 'steam' }, /processes or simulation/],
    ['fig16', { trials: '1' }, /a whole number from 2 to 1000000; "1" is not one/],
    ['fig16', { seed: '-1' }, /from 0 to/],
  ])('%s %j', async (what, flags, sentence) => {
    const refused = reproduce(CONTEXT, what, { ...flags, out: folder });
    await expect(refused).rejects.toBeInstanceOf(LabError);
    await expect(refused).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(sentence) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
