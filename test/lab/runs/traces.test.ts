import { appendFile, mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cutTraces, loadTrace, TraceRecorder } from '../../../src/lab/runs/traces';
import { threeServers } from '../../renderer/timeline/trace';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'raft-lab-traces-'));
  await mkdir(join(runs, 'run-1'));
});
afterEach(async () => {
  await rm(runs, { recursive: true });
});

async function openFilesIn(folder: string): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd');
  const paths = await Promise.all(numbers.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return paths.filter((path) => path.startsWith(folder));
}

const trace = (trial: number) => {
  const one = threeServers();
  return { ...one, record: { ...one.record, trial } };
};

describe('the traces of a run', () => {
  it('come back as they were written, one trial at a time', async () => {
    const recorder = await TraceRecorder.open(join(runs, 'run-1'));
    for (const trial of [3, 1, 13]) await recorder.append(trace(trial));
    await recorder.close();
    expect(await loadTrace(runs, 'run-1', 1)).toEqual(trace(1));
    expect(await loadTrace(runs, 'run-1', 13)).toEqual(trace(13));
  });

  it.runIf(process.platform === 'linux')('leave no file open when one has been read', async () => {
    const recorder = await TraceRecorder.open(join(runs, 'run-1'));
    for (const trial of [1, 2]) await recorder.append(trace(trial));
    await loadTrace(runs, 'run-1', 1);
    await vi.waitFor(async () => {
      expect(await openFilesIn(runs)).toEqual([]);
    });
  });

  it('are written until there is no more room, by whoever opens them again, too', async () => {
    const folder = join(runs, 'run-2');
    const first = await TraceRecorder.open(folder, 1);
    await first.append(trace(0));
    expect(first.hasRoom).toBe(false);
    const second = await TraceRecorder.open(folder, 1);
    expect(second.hasRoom).toBe(false);
    await second.append(trace(1));
    expect(await loadTrace(runs, 'run-2', 0)).toEqual(trace(0));
    await expect(loadTrace(runs, 'run-2', 1)).rejects.toThrow('no timeline was kept');
  });

  it('are cut where a run goes on: what is of later trials, or half a line', async () => {
    const folder = join(runs, 'run-1');
    await cutTraces(folder, 3);
    const before = await TraceRecorder.open(folder);
    for (const trial of [1, 3, 2, 13]) await before.append(trace(trial));
    await appendFile(join(folder, 'traces.jsonl'), '{"trial":0,"fa');
    await cutTraces(folder, 3);
    const after = await TraceRecorder.open(folder);
    await after.append({ ...trace(3), nodes: 7 });
    for (const trial of [1, 2]) expect(await loadTrace(runs, 'run-1', trial)).toEqual(trace(trial));
    expect(await loadTrace(runs, 'run-1', 3)).toMatchObject({ nodes: 7 });
    for (const trial of [0, 13]) await expect(loadTrace(runs, 'run-1', trial)).rejects.toThrow('no timeline');
  });

  it('say so where a trial’s was not kept', async () => {
    const notKept = 'Of trial 2 no timeline was kept';
    await expect(loadTrace(runs, 'run-1', 2)).rejects.toThrow(notKept);
    await (await TraceRecorder.open(join(runs, 'run-1'))).close();
    await expect(loadTrace(runs, 'run-1', 2)).rejects.toThrow(notKept);
    await expect(loadTrace(runs, '../run-1', 2)).rejects.toThrow('There is no run');
  });

  it('are refused when the file is damaged', async () => {
    await appendFile(join(runs, 'run-1', 'traces.jsonl'), '{"trial":4,"facts":[]}\n{"trial":5,\n');
    await expect(loadTrace(runs, 'run-1', 4)).rejects.toThrow('damaged');
    await expect(loadTrace(runs, 'run-1', 5)).rejects.toThrow('damaged');
  });
});
