import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TraceRecorder } from '../../src/lab/runs/traces';
import { labParts } from '../../src/main/labParts';
import { LabError } from '../../src/shared/errors';
import { experimentSchema } from '../../src/shared/experiment';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-parts-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(runsFolder, { recursive: true });
});

const parts = () =>
  labParts({
    host: 'browser',
    runsFolder,
    spawner: {
      fork: () => {
        throw new Error('Nothing is forked here.');
      },
    },
  });

describe('a run on the live cluster', () => {
  it('is refused and leaves nothing behind where its timelines cannot be kept', async () => {
    vi.spyOn(TraceRecorder, 'open').mockRejectedValue(new LabError('io', 'Cannot write there.'));
    await expect(parts().openRun(experimentSchema.parse({}))).rejects.toThrow('Cannot write there.');
    expect(await readdir(runsFolder)).toEqual([]);
  });
});
