import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runInfo } from '../../../src/lab/runs/library';
import { RunRecorder } from '../../../src/lab/runs/recorder';
import { sweepInfo } from '../../../src/lab/sweep/library';
import { SweepLog } from '../../../src/lab/sweep/sweepLog';
import { label } from '../../../src/main/cli/label';
import { sweeps } from '../../../src/main/cli/sweeps';
import { experimentSchema } from '../../../src/shared/experiment';
import { sweepSchema } from '../../../src/shared/sweep/sweep';

let folder: string;
let printed = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-label-'));
  printed = '';
  vi.stubEnv('RAFT_LAB_RUNS', folder);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += stripVTControlCharacters(String(text));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const SWEEP = sweepSchema.parse({
  base: { engine: 'simulation' },
  axes: [{ parameter: 'latency', values: '5,10' }],
  stop: { trials: 1 },
});

describe('raft-lab label', () => {
  it('names, tags, annotates and pins a run, named by its folder', async () => {
    const recorder = await RunRecorder.create(folder, experimentSchema.parse({}), { version: '1.2.3' });
    await recorder.close();
    expect(await label(recorder.folder, { name: 'Narrow', tags: 'LAN, quiet', pin: true })).toBe(0);
    expect(await label(recorder.folder, { note: 'Second try.', unpin: true })).toBe(0);
    expect(await runInfo(folder, recorder.runId)).toMatchObject({
      name: 'Narrow',
      tags: ['lan', 'quiet'],
      note: 'Second try.',
      pinned: false,
    });
  });

  it('does the same for a sweep, named by its id, and the list finds it by that', async () => {
    const { sweepId } = await SweepLog.create(join(folder, 'sweeps'), SWEEP, '1.2.3');
    expect(await label(sweepId, { name: 'Wide', tags: 'wan', pin: true })).toBe(0);
    expect(await sweepInfo(join(folder, 'sweeps'), sweepId)).toMatchObject({ name: 'Wide', pinned: true });
    expect(await label(sweepId, { tags: '' })).toBe(0);
    printed = '';
    await sweeps(['wide', 'latency'], {});
    expect(printed).toContain('Wide  pinned');
    expect(printed).toContain('Latency (2) · simulation · 0 trials · 0 of 2 cells done');
    printed = '';
    await sweeps(['wan'], {});
    expect(printed).toBe('');
  });

  it.each([
    [{}, /Say what to change/],
    [{ pin: true, unpin: true }, /one of --pin and --unpin/],
    [{ name: ' ' }, /a name is not empty/],
    [{ tags: 'x'.repeat(25) }, /a tag has at most 24/],
  ])('says what is wrong with %j, and changes nothing', async (flags, words) => {
    const { folder: sweep } = await SweepLog.create(join(folder, 'sweeps'), SWEEP, '1.2.3');
    await expect(label(sweep, flags)).rejects.toThrow(words);
    expect((await sweepInfo(join(folder, 'sweeps'), basename(sweep))).name).toBe('sweep');
  });
});
