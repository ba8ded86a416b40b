import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunRecorder } from '../../../src/lab/runs/recorder';
import { SummaryBuilder } from '../../../src/lab/trial/summary';
import { report } from '../../../src/main/cli/runReport';
import { experimentSchema } from '../../../src/shared/experiment';
import { trialRecord } from '../trialRecord';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-report-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function recorded(name: string): Promise<string> {
  const recorder = await RunRecorder.create(folder, experimentSchema.parse({ name, trials: 1 }), {
    version: '1.2.3',
  });
  const builder = new SummaryBuilder();
  builder.add(trialRecord(0));
  await recorder.append(trialRecord(0), []);
  await recorder.finish(builder.digest(recorder.folder));
  return recorder.folder;
}

describe('raft-lab report', () => {
  it('of several runs holds them against the baseline, named as they are', async () => {
    const runs = [await recorded('narrow'), await recorded('wide')];
    const out = join(folder, 'page.html');
    expect(await report(runs, { baseline: runs[1], out })).toBe(0);
    expect((await readFile(out, 'utf8')).replaceAll(/\s+/g, ' ')).toContain('held against wide');
  });

  it('of one run takes no baseline, of none nothing', async () => {
    const run = await recorded('alone');
    await expect(report([run], { baseline: run })).rejects.toThrow(/belong to the report of several runs/);
    await expect(report([run], { clean: true })).rejects.toThrow(/belong to the report of several runs/);
    await expect(report([], {})).rejects.toThrow(/Say of what/);
  });
});
