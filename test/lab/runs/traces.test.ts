import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTrace, TraceRecorder } from '../../../src/lab/runs/traces';
import { threeServers } from '../../renderer/timeline/trace';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'raft-lab-traces-'));
  await mkdir(join(runs, 'run-1'));
});
afterEach(async () => {
  await rm(runs, { recursive: true });
});

const trace = (trial: number) => {
  const one = threeServers();
  return { ...one, record: { ...one.record, trial } };
};

describe('the traces of a run', () => {
  it('come back as they were written, one trial at a time', async () => {
    const recorder = await TraceRecorder.create(join(runs, 'run-1'));
    for (const trial of [3, 1, 13]) await recorder.append(trace(trial));
    await recorder.close();
    expect(await loadTrace(runs, 'run-1', 1)).toEqual(trace(1));
    expect(await loadTrace(runs, 'run-1', 13)).toEqual(trace(13));
  });

  it('say so where a trial’s was not kept', async () => {
    const notKept = 'Of trial 2 no timeline was kept';
    await expect(loadTrace(runs, 'run-1', 2)).rejects.toThrow(notKept);
    await (await TraceRecorder.create(join(runs, 'run-1'))).close();
    await expect(loadTrace(runs, 'run-1', 2)).rejects.toThrow(notKept);
    await expect(loadTrace(runs, '../run-1', 2)).rejects.toThrow('There is no run');
  });

  it('are refused when the file is damaged', async () => {
    await appendFile(join(runs, 'run-1', 'traces.jsonl'), '{"trial":4,"facts":[]}\n{"trial":5,\n');
    await expect(loadTrace(runs, 'run-1', 4)).rejects.toThrow('damaged');
    await expect(loadTrace(runs, 'run-1', 5)).rejects.toThrow('damaged');
  });
});
