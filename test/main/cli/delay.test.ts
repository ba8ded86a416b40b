import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDelay } from '../../../src/main/cli/delay';

describe('a delay on the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raft-lab-delay-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is a short form, or absent', () => {
    expect(readDelay({ latency: 15 }, 'latency')).toEqual({ kind: 'fixed', ms: 15 });
    expect(readDelay({ latency: 'empirical:1/2' }, 'latency')).toEqual({
      kind: 'empirical',
      samplesMs: [1, 2],
    });
    expect(readDelay({}, 'latency')).toBeUndefined();
  });

  it('has samples with spikes, or very small ones, without taking them for a file', () => {
    expect(readDelay({ latency: 'empirical:1/2+1%:200' }, 'latency')).toEqual({
      kind: 'spikes',
      usual: { kind: 'empirical', samplesMs: [1, 2] },
      share: 0.01,
      spike: { kind: 'fixed', ms: 200 },
    });
    expect(readDelay({ persist: 'empirical:5e-7/1' }, 'persist')).toMatchObject({ samplesMs: [5e-7, 1] });
  });

  it('is taken from a CSV file', async () => {
    const path = join(folder, 'one way.csv');
    await writeFile(path, 'ms\n0.4\n0.2\n');
    expect(readDelay({ latency: `empirical:${path}` }, 'latency')).toEqual({
      kind: 'empirical',
      samplesMs: [0.2, 0.4],
    });
  });

  it('says which file is missing or wrong, and where', async () => {
    const path = join(folder, 'bad.csv');
    await writeFile(path, '0.4\nquick\n');
    expect(() => readDelay({ persist: `empirical:${path}` }, 'persist')).toThrow(
      `${path}: Line 2 has "quick"`,
    );
    expect(() => readDelay({ persist: 'empirical:nowhere.csv' }, 'persist')).toThrow('nowhere.csv: ENOENT');
  });
});
