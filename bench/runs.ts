import { mkdtemp, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRun } from '../src/lab/runs/library';
import { RunRecorder } from '../src/lab/runs/recorder';
import { SummaryBuilder } from '../src/lab/trial/summary';
import { experimentSchema } from '../src/shared/experiment';
import { simulateTrials } from '../src/lab/simulation/simulateTrials';
import { atMost, told, type Figure } from './figure';

const TRIALS = 1_000_000;
const PATTERN = 5000;
const LIMIT_S = 2;

/** A run of a million trials on disk: how long until a window can draw it. */
export async function runs(): Promise<Figure[]> {
  const runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-bench-'));
  try {
    const { runId, folder } = await recordMillion(runsFolder);
    const opened = await timed(() => loadRun(runsFolder, runId));
    const answerKb = JSON.stringify(opened.result).length / 1000;
    await unlink(join(folder, 'digest.bin'));
    const fromCsv = await timed(() => loadRun(runsFolder, runId));
    return [
      atMost('a run of a million trials: opened', opened.seconds, LIMIT_S, 's'),
      told('a run of a million trials: memory taken', `${Math.round(opened.bytes / 1e6)} MB`),
      told('a run of a million trials: sent to the window', `${Math.round(answerKb)} kB`),
      told('a run of a million trials: read from its CSV alone', `${fromCsv.seconds.toFixed(1)} s`),
    ];
  } finally {
    await rm(runsFolder, { recursive: true });
  }
}

async function recordMillion(runsFolder: string): Promise<RunRecorder> {
  const experiment = experimentSchema.parse({ name: 'a million', engine: 'simulation', trials: TRIALS });
  const recorder = await RunRecorder.create(runsFolder, experiment, { version: 'bench' });
  const pattern = [...simulateTrials({ experiment, runId: recorder.runId }, 0, PATTERN)].map(
    ({ trial }) => trial,
  );
  const builder = new SummaryBuilder();
  for (let from = 0; from < TRIALS; from += PATTERN) {
    const trials = pattern.map((trial, i) => ({ ...trial, trial: from + i }));
    for (const trial of trials) builder.add(trial);
    await Promise.all(trials.map((trial) => recorder.append(trial, [])));
  }
  await recorder.finish(builder.digest(recorder.folder));
  return recorder;
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number; readonly bytes: number }> {
  const before = process.memoryUsage().rss;
  const startedMs = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedMs) / 1000;
  return { result, seconds, bytes: Math.max(0, process.memoryUsage().rss - before) };
}
