import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchFolder, until } from './support';
import { finishIn, startIn } from './terminal';

let scratch: Awaited<ReturnType<typeof scratchFolder>>;

beforeAll(async () => {
  scratch = await scratchFolder();
});

afterAll(async () => {
  await scratch.remove();
});

/** Where the only sweep in a folder is; null until it has begun. */
function sweepIn(out: string): string | null {
  const folder = join(scratch.path, out);
  const [name] = existsSync(folder) ? readdirSync(folder) : [];
  return name === undefined ? null : join(folder, name);
}

/** The whole lines of every cell's trials.csv and terms.csv, by file, without their headers. */
function linesOf(sweep: string): ReadonlyMap<string, readonly string[]> {
  const cells = join(sweep, 'cells');
  const files = (existsSync(cells) ? readdirSync(cells) : []).flatMap((cell) => [
    join(cell, 'trials.csv'),
    join(cell, 'terms.csv'),
  ]);
  return new Map(
    files.map((file) => {
      const path = join(cells, file);
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      return [file, text.split('\n').slice(1, -1)];
    }),
  );
}

function trialsIn(lines: ReadonlyMap<string, readonly string[]>): number {
  return [...lines].reduce((sum, [file, rows]) => sum + (file.endsWith('trials.csv') ? rows.length : 0), 0);
}

/** Starts a sweep, kills it outright once so many trials are on disk, and returns what is there then. */
async function killedAfter(trials: number, out: string, words: readonly string[]) {
  const lab = startIn(scratch.path, 'sweep', ...words, '--out', out);
  const sweep = await until(`${trials} trials`, () => {
    const folder = sweepIn(out);
    return folder !== null && trialsIn(linesOf(folder)) >= trials ? folder : null;
  }).finally(() => lab.child.kill('SIGKILL'));
  expect(await lab.ended).toEqual({ code: null, signal: 'SIGKILL' });
  return { sweep, left: linesOf(sweep) };
}

const REAL =
  '--nodes 3 --durability memory --concurrency 1 --vary election-timeout=50-100,60-120 --vary latency=0,1 --trials 5';

it('of real processes, killed in the middle and resumed, has each trial once and lost none', async () => {
  const { sweep, left } = await killedAfter(7, 'real', REAL.split(' '));
  expect(trialsIn(left)).toBeLessThan(20);
  const { code, out } = await finishIn(scratch.path, 'sweep', '--resume', sweep, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ complete: true });

  const whole = linesOf(sweep);
  for (const [file, rows] of left) expect(whole.get(file)?.slice(0, rows.length)).toEqual(rows);
  const trials = [...whole].filter(([file]) => file.endsWith('trials.csv'));
  expect(trials).toHaveLength(4);
  for (const [, rows] of trials) {
    expect(rows.map((row) => Number(row.split(',')[1]))).toEqual([0, 1, 2, 3, 4]);
  }
});

const SIMULATED =
  '--engine simulation --concurrency 1 --vary election-timeout=150-160,150-300 --vary latency=1,5,9 --trials 1500';

it('in virtual time, killed in the middle and resumed, has the bytes of one that never stopped', async () => {
  const uninterrupted = await finishIn(scratch.path, 'sweep', ...SIMULATED.split(' '), '--out', 'whole');
  expect(uninterrupted.code).toBe(0);
  const { sweep, left } = await killedAfter(1000, 'torn', SIMULATED.split(' '));
  expect(trialsIn(left)).toBeLessThan(9000);
  expect((await finishIn(scratch.path, 'sweep', '--resume', sweep)).code).toBe(0);

  const whole = sweepIn('whole') ?? '';
  for (const file of ['cells.csv', ...linesOf(whole).keys()]) {
    const path = file === 'cells.csv' ? file : join('cells', file);
    expect(readFileSync(join(sweep, path)), file).toEqual(readFileSync(join(whole, path)));
  }
});
